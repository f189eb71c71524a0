using LeadScoring.Contracts.Events;
using LeadScoring.Web.Leads.LeadProfile.History;
using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web.Leads;

public sealed class HistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private int _ids;

    [Fact]
    public void Groups_are_events_of_one_type_in_a_row_and_of_one_day()
    {
        LedgerRowResponse[] lines = [Line("page_view", 0), Line("page_view", -1), Line("purchase", -2), Line("page_view", -3), Line("page_view", -13), Line("page_view", -14)];

        var days = HistoryGroups.Of(lines, BrowserTime.Utc, hasMore: false);

        Assert.Equal([["page_view×2", "purchase×1", "page_view×1"], ["page_view×2"]], days.Select(Shape));
        Assert.Equal([115, 10], days.Select(d => d.Change));
        Assert.Equal(lines[1].EventId, days[0].Groups[0].Key);
    }

    [Fact]
    public void Groups_follow_the_days_of_the_browsers_zone()
    {
        LedgerRowResponse[] lines = [Line("page_view", 0), Line("page_view", -11)];

        Assert.Single(HistoryGroups.Of(lines, BrowserTime.Utc, hasMore: false));
        Assert.Equal(2, HistoryGroups.Of(lines, BrowserTime.Of("Pacific/Auckland"), hasMore: false).Count);
    }

    [Fact]
    public void Groups_keep_what_people_wrote_as_lines_of_their_own() =>
        Assert.Equal(["rep:note×1", "rep:note×1"], Shape(HistoryGroups.Of([Line("rep:note", 0), Line("rep:note", -1)], BrowserTime.Utc, hasMore: false)[0]));

    [Fact]
    public void Group_that_may_go_on_in_lines_that_are_not_loaded_is_marked()
    {
        LedgerRowResponse[] lines = [Line("page_view", 0), Line("page_view", -1), Line("purchase", -2), Line("page_view", -3), Line("page_view", -4)];

        Assert.Equal([false, false, true], HistoryGroups.Of(lines, BrowserTime.Utc, hasMore: true)[0].Groups.Select(g => g.IsCut));
        Assert.All(HistoryGroups.Of(lines, BrowserTime.Utc, hasMore: false)[0].Groups, g => Assert.False(g.IsCut));
    }

    [Fact]
    public void Notes_say_why_a_line_counts_less_than_its_points()
    {
        Assert.Null(LineNotes.Of([Line("page_view", 0)]));
        Assert.Equal("No rule yet · 0 points", LineNotes.Of([Line("x", 0, worth: 0) with { RuleVersion = null, Unscored = true }]));
        Assert.Equal("Rule was off · 0 points", LineNotes.Of([Line("x", 0, worth: 0) with { Unscored = true }]));
        Assert.Equal("+5 not counted: the score is at its limit of 1,000", LineNotes.Of([Line("x", 0) with { Change = 0, PreviousScore = 1_000, Score = 1_000 }]));
        Assert.Equal("+2 of +5: the score is at its limit of 1,000", LineNotes.Of([Line("x", 0) with { Change = 2, PreviousScore = 998, Score = 1_000 }]));
        Assert.Equal("−3 of −5: the score is at its lowest, 0", LineNotes.Of([Line("x", 0, worth: -5) with { Change = -3, PreviousScore = 3, Score = 0 }]));
        Assert.Equal("+7 of +10: the score is at its limit of 1,000", LineNotes.Of([Line("x", 0) with { Change = 2, Score = 1_000 }, Line("x", -1)]));
    }

    [Fact]
    public void Held_lines_change_in_place_and_new_ones_wait_wherever_they_belong()
    {
        var held = new HeldLines();
        var (first, second) = (Line("purchase", 0), Line("page_view", -2));
        held.Take([first, second]);
        var (newest, late) = (Line("page_view", 1), Line("page_view", -1));

        held.Take([newest, first with { Change = 7 }, late, second]);

        Assert.Equal([first.EventId, second.EventId], Ids(held.Lines));
        Assert.Equal(7, held.Lines[0].Change);
        Assert.Equal([newest.EventId, late.EventId], Ids(held.Waiting));
        held.ShowWaiting();
        Assert.Equal([newest.EventId, first.EventId, late.EventId, second.EventId], Ids(held.Lines));
        Assert.Empty(held.Waiting);
    }

    [Fact]
    public void Held_lines_show_older_ones_that_were_asked_for_and_what_the_user_made()
    {
        var held = new HeldLines();
        var (first, older, mine) = (Line("purchase", 0), Line("page_view", -2), Line("rep:note", 1));
        held.Take([first]);

        held.Expect(mine.EventId);
        held.Take([mine, first, older]);

        Assert.Equal([mine.EventId, first.EventId, older.EventId], Ids(held.Lines));
    }

    [Fact]
    public void Held_lines_that_are_pushed_off_the_page_do_not_make_new_ones_appear()
    {
        var held = new HeldLines();
        LedgerRowResponse[] lines = [Line("page_view", 0), Line("page_view", -1)];
        held.Take(lines);

        held.Take([Line("page_view", 1), lines[0]]);

        Assert.Equal([lines[0].EventId], Ids(held.Lines));
        Assert.Single(held.Waiting);
    }

    private LedgerRowResponse Line(string type, int hours, int? worth = null)
    {
        var points = worth ?? (type == "purchase" ? 100 : 5);
        return new(Noon.AddHours(hours), $"e{++_ids}", type, points, points, 0, points, 1, Noon, false, false, null);
    }

    private static IEnumerable<string> Shape(HistoryDay day) => day.Groups.Select(g => $"{g.EventType}×{g.Lines.Count}");

    private static IEnumerable<string> Ids(IEnumerable<LedgerRowResponse> lines) => lines.Select(l => l.EventId);
}
