using LeadScoring.LocalHosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Tests.LocalHosting;

public sealed class HealthChecksJsonTests
{
    [Fact]
    public void Single_checks_are_read()
    {
        var checks = HealthChecksJson.Read("""{"status":"Unhealthy","durationMs":3.1,"checks":[{"name":"redis","status":"Unhealthy","description":"gone"},{"name":"self","status":"healthy"}]}""");

        Assert.Equal([new("redis", HealthStatus.Unhealthy, "gone", null), new("self", HealthStatus.Healthy, null, null)], checks!);
    }

    [Fact]
    public void A_check_that_is_nothing_is_left_out() => Assert.Equal("self", Assert.Single(HealthChecksJson.Read("""{"checks":[null,{"name":"self"}]}""")!).Name);

    [Theory]
    [InlineData("")]
    [InlineData("Healthy")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"checks\":7}")]
    [InlineData("<html>")]
    public void Anything_else_has_none(string body) => Assert.Null(HealthChecksJson.Read(body));
}
