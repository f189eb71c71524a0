using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Web.Board;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web.Lists;

public sealed class BoardQueryTests
{
    [Fact]
    public void Board_is_of_open_leads_unless_something_else_is_asked_for()
    {
        Assert.Equal("/", new BoardQuery().Url());
        Assert.Equal("?status=new&status=contacted&status=qualified", BoardQuery.Parse("http://localhost/").ApiQuery);
        Assert.Equal("", BoardQuery.Parse("http://localhost/?view=all").ApiQuery);
        Assert.Equal("?returned=true", BoardQuery.Parse("http://localhost/?view=back").ApiQuery);
        Assert.Equal("?status=customer", BoardQuery.Parse("http://localhost/?status=customer").ApiQuery);
    }

    [Fact]
    public void Board_is_read_back_from_its_address()
    {
        var gen =
            from view in Gen.Elements(LeadView.All.ToArray())
            from statuses in Gen.SubListOf<string>(StatusLabels.All)
            from top in Gen.Elements(BoardQuery.Tops.ToArray())
            from span in Gen.Elements(TrendSpan.All.ToArray())
            from byChange in Gen.Elements(true, false)
            from filter in Gen.Elements(null, "a&b=c", "100% <script>", "مرحبا 🎈", "x+y #1")
            select new BoardQuery { View = view, Top = top, Span = span, ByChange = byChange, Filter = filter } is var all && statuses.Count > 0 ? all.With(StatusSet.Parse(new([.. statuses]))) : all;
        Prop.ForAll(gen.ToArbitrary(), query => Assert.Equal(query, BoardQuery.Parse("http://localhost" + query.Url()))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1, "Since 02:04", 1)]
    [InlineData(-7.9, "Since Thu", 1)] // 19:10 of the day before
    [InlineData(-8.1, "Since Thu", 2)]
    [InlineData(-72, "Since Tue", 9)]
    [InlineData(-24 * 10, "Since 23 Dec", 30)]
    [InlineData(-24 * 400, "Since 28 Nov", 42)]
    public void Change_since_the_last_visit_leaves_nothing_out(double hours, string label, int steps)
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var span = TrendSpan.Visit.Since(now.AddHours(hours), BrowserTime.Utc, now);
        Assert.Equal((label, steps), (span.Label, span.Steps));
    }

    [Fact]
    public void Change_since_the_last_visit_is_the_usual_one_when_none_is_known() =>
        Assert.Equal(TrendSpan.Default, TrendSpan.Visit.Since(null, BrowserTime.Utc, DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("/", "Open leads")]
    [InlineData("/?status=lost&status=new", "New or Lost leads")]
    [InlineData("/?view=open&status=lost", "Lost leads")]
    [InlineData("/?view=back&status=lost", "Back from lost or quiet")]
    public void Board_has_a_title(string address, string expected) => Assert.Equal(expected, BoardQuery.Parse("http://localhost" + address).Title);

    [Theory]
    [InlineData("?view=mine&top=7&span=1y&status=boss&filter=%20")]
    [InlineData("?top=99999999999999999999")]
    public void Board_ignores_parameters_that_are_not_valid(string query) => Assert.Equal(new BoardQuery(), BoardQuery.Parse("http://localhost/" + query));

    [Fact]
    public void There_are_few_boards_however_they_are_asked_for() =>
        Assert.Equal(
            BoardQuery.Parse("http://localhost/?status=lost&status=new&status=new&status=evil&top=50").ApiQuery,
            BoardQuery.Parse("http://localhost/?status=new&status=lost&filter=x").ApiQuery);

    [Theory]
    [InlineData(new string[0], "Any")]
    [InlineData(new[] { "lost" }, "Lost")]
    [InlineData(new[] { "contacted", "new" }, "New or Contacted")]
    [InlineData(new[] { "contacted", "new", "lost" }, "New, Contacted or Lost")]
    public void Statuses_have_a_label(string[] statuses, string expected) => Assert.Equal(expected, StatusSet.Of(statuses).Label);
}
