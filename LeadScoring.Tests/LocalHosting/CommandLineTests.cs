using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

public sealed class CommandLineTests
{
    [Fact]
    public void A_flag_does_not_swallow_the_argument_after_it()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--seed", "--API_PORT=4000", "--NAME", "value", "--last");

        Assert.Equal("true", builder.Configuration["seed"]);
        Assert.Equal("4000", builder.Configuration["API_PORT"]);
        Assert.Equal("value", builder.Configuration["NAME"]);
        Assert.Equal("true", builder.Configuration["last"]);
    }

    [Fact]
    public void A_test_does_not_take_its_settings_from_the_environment()
        => Assert.Null(DistributedApplicationTestingBuilder.Create().Configuration["PATH"]);
}
