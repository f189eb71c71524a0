using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.LeadList;
using LeadScoring.Web.Leads.Lists;

namespace LeadScoring.Tests.Web;

public sealed class LeadListQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Query_leaves_defaults_out_of_the_address() => Assert.Equal("/leads", new LeadListQuery().Url());

    [Fact]
    public void Query_is_read_back_from_its_address()
    {
        var gen =
            from search in Gen.Elements(null, "a&b=c", "100% <script>", "مرحبا 🎈", "x+y #1")
            from view in Gen.Elements(LeadView.All.ToArray())
            from statuses in Gen.SubListOf<string>(StatusLabels.All)
            from min in Gen.Elements<long?>(null, -5, 0, 10)
            from max in Gen.Elements<long?>(null, 0, 1_000_000)
            from activity in Gen.Elements(Activity.All.ToArray())
            from sort in Gen.Elements(LeadListQuery.Sorts.ToArray())
            from limit in Gen.Elements(LeadListQuery.Limits.ToArray())
            from page in Gen.Choose(1, 50)
            from columns in Gen.Elements(null, "none", "status,email", "created")
            select new LeadListQuery { Columns = columns, Search = search, View = view == LeadView.Open && statuses.Count is > 0 and < 5 ? LeadView.Everyone : view, Statuses = StatusSet.Parse(new([.. statuses])), MinScore = min, MaxScore = max, Activity = activity, Sort = sort, Limit = limit, Page = page };
        Prop.ForAll(gen.ToArbitrary(), query => Assert.Equal(query, LeadListQuery.Parse("http://localhost" + query.Url()))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("?page=0&limit=7&sort=evil&status=boss&activity=never&minScore=x")]
    [InlineData("?page=-1")]
    [InlineData("?search=%20%20")]
    [InlineData("?limit=99999999999999999999")]
    [InlineData("?page=")]
    public void Query_ignores_parameters_that_are_not_valid(string query) => Assert.Equal(new LeadListQuery(), LeadListQuery.Parse("http://localhost/leads" + query));

    [Fact]
    public void Query_for_a_page_past_the_reachable_depth_is_for_the_last_reachable_one() =>
        Assert.Equal(500, LeadListQuery.Parse("http://localhost/leads?page=9999999").Page);

    [Fact]
    public void Query_sends_times_to_the_api_where_the_address_has_days()
    {
        var quiet = LeadListQuery.Parse("http://localhost/leads?activity=quiet7d&search=a%26b&page=3");

        Assert.Equal("?search=a%26b&page=3&inactiveSince=2026-01-24T12%3A00%3A00.000Z", quiet.ApiQuery(Now, paged: true));
        Assert.Equal("?search=a%26b&inactiveSince=2026-01-24T12%3A00%3A00.000Z", quiet.ApiQuery(Now, paged: false));
    }

    [Theory]
    [InlineData("?view=open", "?status=new&status=contacted&status=qualified")]
    [InlineData("?view=open&status=lost", "?status=lost")]
    [InlineData("?view=back&status=lost&status=new", "?status=new&status=lost&returned=true")]
    [InlineData("?status=new&status=contacted&status=qualified&status=customer&status=lost", "")]
    public void Query_asks_the_api_for_the_statuses_of_its_view_or_those_chosen(string address, string expected) =>
        Assert.Equal(expected, LeadListQuery.Parse("http://localhost/leads" + address).ApiQuery(Now, paged: true));

    [Theory]
    [InlineData(null, "why,status,last")]
    [InlineData("created,status,evil,why", "why,status,created")]
    [InlineData("none", "none")]
    public void Columns_are_in_the_order_of_the_list(string? chosen, string expected) =>
        Assert.Equal(expected, LeadColumns.Text(LeadColumns.Parse(chosen)));
}
