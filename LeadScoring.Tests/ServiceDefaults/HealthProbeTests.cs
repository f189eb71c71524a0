using LeadScoring.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Tests.ServiceDefaults;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_dependency_that_does_not_answer_is_said_to_be_silent()
        => Assert.StartsWith("No answer within 3 s", await DescriptionAsync(ct => Task.Delay(Timeout.Infinite, ct)), StringComparison.Ordinal);

    [Fact]
    public async Task A_dependency_that_refuses_says_why()
        => Assert.Equal("wrong password", await DescriptionAsync(_ => throw new InvalidOperationException("wrong password")));

    private static async Task<string?> DescriptionAsync(Func<CancellationToken, Task> probe)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddProbe("store", (_, ct) => probe(ct));
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        return report.Entries["store"].Description;
    }
}
