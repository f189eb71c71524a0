using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.Tests.LocalHosting;

public sealed class StartupTableTests
{
    private static readonly RedisResource Redis = new("redis", "127.0.0.1:1");

    [Fact]
    public void What_is_waited_for_is_said_with_the_reason() => Assert.Equal(
        ["Waiting for redis: PING 127.0.0.1:1: Connection refused", "More at http://localhost:1/"],
        StartupTable.Waiting([new(Redis, "redis", new() { State = KnownResourceStates.Waiting, Reason = "PING 127.0.0.1:1: Connection refused" })], "http://localhost:1/"));

    [Fact]
    public void What_has_no_reason_yet_is_not_mentioned() => Assert.Empty(StartupTable.Waiting([new(Redis, "redis", new() { State = KnownResourceStates.Waiting })], "http://localhost:1/"));
}
