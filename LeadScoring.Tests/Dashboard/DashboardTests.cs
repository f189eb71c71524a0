namespace LeadScoring.Tests.Dashboard;

[CollectionDefinition(Name)]
public sealed class DashboardTests : ICollectionFixture<DashboardFixture>
{
    public const string Name = "The dashboard";
}
