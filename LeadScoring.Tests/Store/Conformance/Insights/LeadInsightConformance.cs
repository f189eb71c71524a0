using LeadScoring.Core.Insights;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task The_overview_counts_statuses_and_the_scores_of_open_leads()
    {
        await ScoredAsync("ada", LeadStatus.New, 12);
        await ScoredAsync("bob", LeadStatus.Contacted, 19);
        await ScoredAsync("cleo", LeadStatus.Qualified, 95);
        await ScoredAsync("dan", LeadStatus.Customer, 500);
        await _store.LeadAsync("eve");
        var overview = await _store.Insights.LeadsAsync(_fixture.Time.NowMs, default);
        Assert.Equal([2, 1, 1, 1, 0], overview.Statuses);
        Assert.Equal(3, overview.ActiveOpen);
        Assert.Equal(
            [new(0, 9, 1), new(10, 19, 2), new(90, 99, 1)],
            overview.OpenScores.Where(bin => bin.Leads > 0));
        Assert.Equal(10, overview.OpenScores.Count);
    }

    [Fact]
    public async Task An_overview_of_nobody_is_empty()
    {
        var overview = await _store.Insights.LeadsAsync(0, default);
        Assert.Equal((0, 0, 0), (overview.Statuses.Sum(), overview.OpenScores.Count, overview.ActiveOpen));
        Assert.Empty((await _store.Insights.CompaniesAsync(30, default)).Companies);
    }

    [Fact]
    public async Task Companies_are_ranked_by_people_who_were_active()
    {
        await ScoredAsync("ada", LeadStatus.New, 10, "Acme");
        await ScoredAsync("bob", LeadStatus.Lost, 30, "ACME");
        await ScoredAsync("cleo", LeadStatus.New, 900, "Zeta");
        await ScoredAsync("dan", LeadStatus.New, 5);
        await _store.Leads.CreateAsync(new("Quiet", "quiet@example.com", "acme", LeadStatus.New, null), default);
        await _store.Leads.CreateAsync(new("Nobody", "nobody@example.com", "Silent", LeadStatus.New, null), default);
        var companies = (await _store.Insights.CompaniesAsync(30, default)).Companies;
        Assert.Equal([("ACME", 2, 3, 30, "bob"), ("Zeta", 1, 1, 900, "cleo")], companies.Select(c => (c.Name, (int)c.Active, (int)c.People, (int)c.HighestScore, c.LeadName)));
    }

    [Fact]
    public async Task Conversion_is_of_leads_that_were_open_by_the_score_that_they_had()
    {
        var won = await ScoredAsync("won", LeadStatus.Qualified, 80);
        var stayed = await ScoredAsync("stayed", LeadStatus.New, 85);
        var lost = await ScoredAsync("lost", LeadStatus.New, 15);
        await ScoredAsync("customer before", LeadStatus.Customer, 85);
        var former = await ScoredAsync("lost before", LeadStatus.New, 5);
        await _store.Leads.SetStatusAsync([former], LeadStatus.Lost, null, default);
        _fixture.Time.Advance(30 * Day);
        await _store.LeadAsync("new");
        await _store.Leads.SetStatusAsync([won], LeadStatus.Customer, null, default);
        await _store.Leads.SetStatusAsync([lost], LeadStatus.Lost, null, default);
        await _store.RulePointsAsync("later", 100);
        await _store.CommitAsync(Given.Event(won, "l1", "later", _fixture.Time.NowMs), Given.Event(stayed, "l2", "later", _fixture.Time.NowMs));
        _fixture.Time.Advance(1000);
        Conversion? conversion = null;
        await Wait.UntilAsync(async () => (conversion = await _store.Insights.ConversionAsync(30, default)) is not null, "it is worked out");
        Assert.Equal([new(10, 19, 1, 0), new(80, 89, 2, 1)], conversion!.Bins.Where(bin => bin.Leads > 0));
        Assert.Equal(_fixture.Time.NowMs - (30 * Day), conversion.SinceMs);
    }

    private async Task<string> ScoredAsync(string name, LeadStatus status, int score, string? company = null)
    {
        var id = (await _store.Leads.CreateAsync(new(name, $"{name.Replace(' ', '.')}@example.com", company, status, null), default)).Created!.Id;
        await _store.RulePointsAsync($"worth_{score}", score);
        await _store.CommitAsync(Given.Event(id, $"{id}-{score}", $"worth_{score}", _fixture.Time.NowMs));
        return id;
    }
}
