using System.Net;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Rules.Editing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadScoring.Tests.Web.Rules;

/// <summary>What stands under a rule's name while its leads are rescored, and after that.</summary>
public sealed class RuleStateTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RuleResponse Rule = new("page_view", 5, true, "Page visited", 3, null, At, "Ann");
    private static readonly RescoreResponse Rescore = new(7, "running", 5000, 1200, 310, "page_view version 3", At, null);

    [Theory]
    [InlineData("running", "Rescoring: 1,200 of 5,000 leads, 310 changed", true)]
    [InlineData("completed", "v3 in effect · rescored 5,000 leads, 310 changed", false)]
    [InlineData("cancelled", "v3 in effect, for all events · published by Ann", false)]
    public async Task State_of_a_rescore_is_said_and_one_that_runs_can_be_cancelled(string state, string text, bool canCancel)
    {
        var html = await RenderAsync(Rule, Rescore with { State = state });
        Assert.Contains(text, html, StringComparison.Ordinal);
        Assert.Equal(canCancel, html.Contains("Cancel and roll back", StringComparison.Ordinal));
        Assert.Equal(canCancel, html.Contains("<progress max=\"5000\" value=\"1200\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task State_without_a_rescore_is_since_when_the_rule_is_so()
    {
        Assert.Contains("for new events only", await RenderAsync(Rule with { EffectiveFrom = At }, null), StringComparison.Ordinal);
        Assert.Contains("No rule yet", await RenderAsync(null, null), StringComparison.Ordinal);
        Assert.Contains("about to start", await RenderAsync(Rule, Rescore with { State = "pending", Done = 0 }), StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(RuleResponse? rule, RescoreResponse? rescore)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(RuleState.Version)] = rule, [nameof(RuleState.Rescore)] = rescore });
        return WebUtility.HtmlDecode(await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<RuleState>(parameters)).ToHtmlString()));
    }
}
