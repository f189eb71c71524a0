namespace LeadScoring.Tests.Store;

public sealed class SqliteConformanceTests() : StoreConformance(new SqliteFixture());
