using LeadScoring.Web.Board;
using LeadScoring.Web.Leads;

namespace LeadScoring.Tests.Web;

public sealed class BoardViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly BoardView _view = new();

    [Fact]
    public void Board_counts_the_change_over_the_chosen_span()
    {
        // 8 hours apart: 0, 1, … 42 now.
        var trend = Enumerable.Range(0, TrendCache.Points).Select(i => (long)i).ToList();
        foreach (var (span, change) in new[] { ("24h", 3L), ("7d", 21), ("14d", 42) })
        {
            _view.Choose(10, TrendSpan.Find(span), null);
            Show(Row("a", 42) with { Trend = trend }, Row("b", 10));

            Assert.Equal([("a", change), ("b", (long?)null)], _view.Lines.Select(l => (l.Row.Lead.Id, l.Change)));
        }
    }

    [Fact]
    public void Board_by_change_has_the_same_leads_in_another_order()
    {
        var flat = Enumerable.Repeat(90L, TrendCache.Points).ToList();
        var rise = Enumerable.Repeat(10L, TrendCache.Points).ToList();
        _view.Choose(3, TrendSpan.Default, null, byChange: true);
        Show(Row("unread", 95), Row("flat", 90) with { Trend = flat }, Row("rise", 50) with { Trend = rise }, Row("below", 40) with { Trend = rise });

        Assert.Equal(["rise", "flat", "unread"], Ids());
    }

    [Fact]
    public void Board_whose_order_is_paused_keeps_its_ranks()
    {
        Show(Ranked("a", 20, 1), Ranked("b", 10, 2));
        _view.PauseOrder(Now);
        Show(Ranked("b", 30, 1), Ranked("a", 20, 2));

        Assert.Equal([("a", 1L), ("b", 2L)], _view.Lines.Select(l => (l.Row.Lead.Id, l.Row.Lead.Rank)));
        _view.ShowWaiting(Now);
        Assert.Equal([("b", 1L), ("a", 2L)], _view.Lines.Select(l => (l.Row.Lead.Id, l.Row.Lead.Rank)));
        Show(Ranked("a", 40, 1), Ranked("b", 30, 2));
        Assert.Equal(["b", "a"], Ids());
    }

    [Fact]
    public void Board_lets_go_of_an_order_that_is_not_held_again()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.PauseOrder(Now);
        Show(Row("b", 30), Row("a", 20));
        Assert.Equal(["a", "b"], Ids());
        _view.Arrange(Now + BoardView.HeldFor);
        Assert.Equal(["b", "a"], Ids());
    }

    [Fact]
    public void Board_shows_what_waits_and_stays_paused()
    {
        Show(Row("a", 20));
        _view.Pause(true);
        Show(Row("a", 30));
        _view.ShowWaiting(Now);

        Assert.Equal(30, _view.Lines[0].Row.Lead.CurrentScore);
        Assert.Equal(0, _view.Waiting);
        Show(Row("a", 40));
        Assert.Equal(30, _view.Lines[0].Row.Lead.CurrentScore);
        Assert.Equal(1, _view.Waiting);
    }

    [Fact]
    public void Board_keeps_a_lead_whose_status_was_set_for_some_seconds()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.Mark(["a", "unknown"], "customer", Now);
        _view.Take(new([Row("b", 10)], Now));

        Assert.Equal(Now + BoardView.MarkedFor, _view.Arrange(Now));
        Assert.Equal(0, _view.Waiting);
        Assert.Equal([("a", "customer", true), ("b", "new", false)], _view.Lines.Select(l => (l.Row.Lead.Id, l.Row.Lead.Status, l.IsMarked)));
        Assert.Null(_view.Arrange(Now + BoardView.MarkedFor));
        Assert.Equal(["b"], Ids());
    }

    [Fact]
    public void Board_selects_only_what_it_shows()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.SelectAll(true);
        _view.Select("b", false);
        _view.Arrange(Now);
        Assert.Equal(["a"], _view.Selected);
        Show(Row("b", 10));
        Assert.Empty(_view.Selected);
    }

    [Theory]
    [InlineData(7, 10)]
    [InlineData(51, 100)]
    [InlineData(110, 200)]
    [InlineData(1_000, 1_000)]
    public void Board_has_one_round_scale_for_all_sparklines(long highest, long expected)
    {
        Show(Row("a", highest), Row("b", 1));
        Assert.Equal(expected, _view.Scale);
    }

    [Fact]
    public void Board_changes_its_scale_seldom()
    {
        Show(Row("a", 150));
        Assert.Equal(200, _view.Scale);
        Show(Row("a", 60));
        Assert.Equal(200, _view.Scale);
        Show(Row("a", 40));
        Assert.Equal(50, _view.Scale);
    }

    [Fact]
    public void Board_marks_nothing_when_its_first_leads_arrive()
    {
        Show();
        Show(Row("a", 20), Row("b", 10));
        Assert.All(_view.Lines, l => Assert.False(l.HasEntered));
    }

    [Fact]
    public void Board_marks_a_lead_that_entered_the_list_for_a_while()
    {
        Show(Row("a", 20));
        Show(Row("b", 30), Row("a", 20));

        Assert.Equal([true, false], _view.Lines.Select(l => l.HasEntered));
        _view.Arrange(Now + BoardView.EnteredFor);
        Assert.Equal([false, false], _view.Lines.Select(l => l.HasEntered));
    }

    [Fact]
    public void Board_marks_nothing_of_what_fills_it_when_it_was_empty()
    {
        Show();
        Show(Row("a", 20), Row("b", 10));
        Assert.Equal([false, false], _view.Lines.Select(l => l.HasEntered));

        Show(Row("c", 40), Row("a", 20), Row("b", 10));
        Assert.Equal([true, false, false], _view.Lines.Select(l => l.HasEntered));
    }

    [Fact]
    public void Board_that_starts_over_shows_no_mark_and_the_order_as_it_is_though_it_was_held()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.PauseOrder(Now);
        Show(Row("c", 400), Row("b", 300), Row("a", 20));

        _view.StartOver();
        _view.Arrange(Now);

        Assert.Equal([("c", false), ("b", false), ("a", false)], _view.Lines.Select(l => (l.Row.Lead.Id, l.HasEntered)));
        Assert.Equal(0, _view.Waiting);
    }

    [Fact]
    public void Board_marks_no_lead_as_entered_when_another_list_is_chosen()
    {
        _view.Choose(1, TrendSpan.Default, null);
        Show(Row("a", 20), Row("b", 10));

        _view.Choose(2, TrendSpan.Default, null);
        _view.Arrange(Now);

        Assert.Equal([false, false], _view.Lines.Select(l => l.HasEntered));
    }

    [Fact]
    public void Board_whose_order_is_paused_keeps_its_rows_and_a_new_one_waits()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.PauseOrder(Now);
        Show(Row("c", 40), Row("b", 30), Row("a", 20));

        Assert.Equal(["a", "b"], Ids());
        Assert.Equal(30, _view.Lines[1].Row.Lead.CurrentScore);
        Assert.Equal(2, _view.Waiting);
        _view.ResumeOrder();
        _view.Arrange(Now);
        Assert.Equal(["c", "b", "a"], Ids());
    }

    [Fact]
    public void Board_whose_order_is_paused_shows_another_list_that_is_chosen()
    {
        _view.Choose(1, TrendSpan.Default, null);
        Show(Row("a", 20), Row("b", 10));
        _view.PauseOrder(Now);

        _view.Choose(2, TrendSpan.Default, null);
        _view.Arrange(Now);

        Assert.Equal(["a", "b"], Ids());
    }

    [Fact]
    public void Board_that_is_paused_does_not_change_and_counts_what_would()
    {
        Show(Row("a", 20), Row("b", 10));
        _view.Pause(true);
        Show(Row("b", 30), Row("a", 20));

        Assert.Equal([("a", 20L), ("b", 10L)], _view.Lines.Select(l => (l.Row.Lead.Id, l.Row.Lead.CurrentScore)));
        Assert.Equal(1, _view.Waiting);
        _view.Pause(false);
        _view.Arrange(Now);
        Assert.Equal(["b", "a"], Ids());
        Assert.Equal(0, _view.Waiting);
    }

    [Theory]
    [InlineData("ÉCOLE", "a")]
    [InlineData("b@example", "b")]
    [InlineData("acme", "c")]
    [InlineData("<script>", "")]
    public void Board_filters_by_name_address_and_company_as_search_does(string filter, string expected)
    {
        _view.Choose(10, TrendSpan.Default, filter);
        Show(Row("a", 3) with { Lead = Lead("a", 3) with { Name = "école" } }, Row("b", 2), Row("c", 1) with { Lead = Lead("c", 1) with { Company = "Acme" } });

        Assert.Equal(expected, string.Join(",", Ids()));
        Assert.Equal(3, _view.Listed);
    }

    [Fact]
    public void Board_shows_the_top_only()
    {
        _view.Choose(2, TrendSpan.Default, null);
        Show(Row("a", 3), Row("b", 2), Row("c", 1));

        Assert.Equal(["a", "b"], Ids());
    }

    [Fact]
    public void Board_lines_are_equal_when_nothing_that_is_shown_differs()
    {
        IReadOnlyList<long> trend = [1, 2];
        Assert.Equal(new BoardLine(new(Lead("a", 1), null, trend), 0, false), new BoardLine(new(Lead("a", 1), null, trend), 0, false));
        Assert.NotEqual(new BoardLine(new(Lead("a", 1), null, trend), 0, false), new BoardLine(new(Lead("a", 2), null, trend), 0, false));
    }

    private static LeadRow Lead(string id, long score) => new(id, id, $"{id}@example.com", null, "new", score, 1, 1, null);

    private static BoardRow Ranked(string id, long score, long rank) => new(Lead(id, score) with { Rank = rank }, null, null);

    private static BoardRow Row(string id, long score) => new(Lead(id, score), null, null);

    private void Show(params BoardRow[] rows)
    {
        _view.Take(new(rows, Now));
        _view.Arrange(Now);
    }

    private IEnumerable<string> Ids() => _view.Lines.Select(l => l.Row.Lead.Id);
}
