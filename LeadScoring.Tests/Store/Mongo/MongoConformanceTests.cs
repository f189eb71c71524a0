namespace LeadScoring.Tests.Store.Mongo;

public sealed class MongoConformanceTests() : StoreConformance(new MongoFixture()), INeedsMongo;
