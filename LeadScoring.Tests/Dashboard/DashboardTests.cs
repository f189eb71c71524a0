namespace LeadScoring.Tests.Dashboard;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DashboardTests : ICollectionFixture<DashboardFixture>
{
    public const string Name = "The dashboard";
}
