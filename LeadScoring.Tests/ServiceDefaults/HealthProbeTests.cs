using LeadScoring.ServiceDefaults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadScoring.Tests.ServiceDefaults;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_dependency_that_does_not_answer_is_said_to_be_silent()
        => Assert.StartsWith("No answer within 0.05 s", await DescriptionAsync(ct => Task.Delay(Timeout.Infinite, ct), TimeSpan.FromMilliseconds(50)), StringComparison.Ordinal);

    [Fact]
    public void By_default_a_dependency_has_three_seconds()
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddProbe("store", (_, _) => Task.CompletedTask);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations).Timeout);
    }

    [Fact]
    public async Task A_dependency_that_refuses_says_why()
        => Assert.Equal("wrong password", await DescriptionAsync(_ => throw new InvalidOperationException("wrong password")));

    private static async Task<string?> DescriptionAsync(Func<CancellationToken, Task> probe, TimeSpan? limit = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddProbe("store", (_, ct) => probe(ct), limit);
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        return report.Entries["store"].Description;
    }
}
