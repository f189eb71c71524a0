using Aspire.Hosting;
using LeadScoring.AppHost.Startup;

namespace LeadScoring.Tests.AppHost;

public sealed class CommandLineTests
{
    [Fact]
    public void Normalize_lets_seed_stand_alone_wherever_it_stands()
        => Assert.Equal(["--seed=true", "--API_PORT=3001", "--ConnectionStrings:redis=r:1"], CommandLine.Normalize(["--seed", "--API_PORT=3001", "--ConnectionStrings:redis=r:1"]));

    [Theory]
    [InlineData("--seed=false")]
    [InlineData("--operation")]
    [InlineData("publish")]
    [InlineData("--UseContainers=true")]
    public void Normalize_keeps_what_is_known_and_what_is_aspires(string argument) => Assert.Equal([argument], CommandLine.Normalize([argument]));

    [Theory]
    [InlineData("--API_PROT=secret", "--API_PROT")]
    [InlineData("--Seed", "--Seed")]
    [InlineData("--Scoring:MaxScore=500", "--Scoring:MaxScore")]
    public void Normalize_refuses_what_nobody_would_read_and_repeats_no_value(string argument, string name)
    {
        var message = Assert.Throws<DistributedApplicationException>(() => CommandLine.Normalize([argument])).Message;
        Assert.Contains($"There is no argument '{name}'.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }
}
