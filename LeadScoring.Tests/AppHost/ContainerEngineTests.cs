using Aspire.Hosting;
using LeadScoring.AppHost.Servers;

namespace LeadScoring.Tests.AppHost;

/// <summary>With programs that stand for an engine: <c>true</c> answers, <c>false</c> is a client without its engine.</summary>
public sealed class ContainerEngineTests
{
    [Theory]
    [InlineData(null, "true", true, true, "true answers")]
    [InlineData("", "false", false, true, "no containers, since false does not answer")]
    [InlineData(null, "no-such-engine", false, true, "no containers, since no-such-engine does not answer")]
    [InlineData("True", "true", true, false, "true answers")]
    [InlineData("false", "true", false, false, "no containers, since UseContainers=false")]
    public void Find_asks_the_engine_unless_containers_are_refused(string? wanted, string runtime, bool answers, bool wasAsked, string reason)
        => Assert.Equal(new ContainerEngine(answers, wasAsked, reason, answers ? runtime : null), ContainerEngine.Find(wanted, runtime, isPublish: false));

    [Fact]
    public void Find_names_the_fix_when_containers_are_demanded_and_no_engine_answers()
    {
        var e = Assert.Throws<DistributedApplicationException>(() => ContainerEngine.Find("true", "false", isPublish: false));
        Assert.Equal("UseContainers=true, but false does not answer. Start the engine, or leave UseContainers out.", e.Message);
    }

    [Fact]
    public void Find_needs_no_engine_to_publish() => Assert.True(ContainerEngine.Find("false", "false", isPublish: true).Answers);
}
