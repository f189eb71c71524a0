using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Board;
using LeadScoring.Web.Leads;

namespace LeadScoring.Tests.Web.Lists;

public sealed class ReasonCacheTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ReasonCache _cache = new();

    [Fact]
    public void A_reason_is_read_once_until_the_lead_has_other_events_or_another_score()
    {
        var lead = Lead("a", events: 1, score: 5);
        Read([lead], Now);

        Assert.Equal("Page visited", _cache.Of("a")!.Headline);
        Assert.Empty(_cache.Missing([lead], Now.AddMinutes(9)));
        Assert.Equal(["a"], Ids(_cache.Missing([lead with { EventCount = 2 }], Now.AddSeconds(1))));
        Assert.Equal(["a"], Ids(_cache.Missing([lead with { CurrentScore = 9 }], Now.AddSeconds(1))));
        Assert.Equal(["a"], Ids(_cache.Missing([lead], Now.AddMinutes(10))));
    }

    [Fact]
    public void An_answer_that_has_a_lead_twice_is_taken()
    {
        var lead = Lead("a", 1, 5);
        var reason = new LeadReasonResponse("a", "Page visited", Now, null);
        _cache.Put([lead], new([reason, reason with { Headline = "Demo requested" }]), Now);

        Assert.Equal("Demo requested", _cache.Of("a")!.Headline);
    }

    [Fact]
    public void Known_reasons_are_read_again_at_most_once_a_second_and_new_leads_at_once()
    {
        Read([Lead("a", 1, 5)], Now);
        var changed = Lead("a", 2, 10);

        Assert.Empty(_cache.Missing([changed], Now.AddMilliseconds(999)));
        Assert.Equal(["b"], Ids(_cache.Missing([changed, Lead("b", 1, 1)], Now.AddMilliseconds(10))));
    }

    [Fact]
    public void Without_an_answer_the_last_reason_stays_and_is_asked_for_again()
    {
        var lead = Lead("a", 1, 5);
        Read([lead], Now);
        _cache.Put([lead], null, Now.AddSeconds(2));

        Assert.NotNull(_cache.Of("a"));
        Assert.Empty(_cache.Missing([lead], Now.AddSeconds(2.5)));
        Assert.Equal(["a"], Ids(_cache.Missing([lead], Now.AddSeconds(3))));
    }

    [Fact]
    public void One_request_has_at_most_100_leads_and_what_is_on_no_board_is_forgotten()
    {
        var leads = Enumerable.Range(0, 150).Select(i => Lead($"lead{i}", 1, 1)).ToList();
        Assert.Equal(100, _cache.Missing(leads, Now).Count);
        Read(leads, Now);
        Read([Lead("other", 1, 1)], Now.AddMinutes(15));
        Assert.Null(_cache.Of("lead0"));
    }

    private static LeadRow Lead(string id, long events, long score) => new(id, id, $"{id}@example.com", null, "new", score, 1, events, null);

    private static IEnumerable<string> Ids(IEnumerable<LeadRow> leads) => leads.Select(l => l.Id);

    private void Read(List<LeadRow> leads, DateTimeOffset at) =>
        _cache.Put(leads, new([.. leads.Select(l => new LeadReasonResponse(l.Id, "Page visited", at, null))]), at);
}
