using LeadScoring.Web.Leads.Lists;

namespace LeadScoring.Tests.Web.Lists;

public sealed class ListPlaceTests
{
    private readonly ListPlace _place = new();

    [Fact]
    public void Place_is_in_the_list_that_the_lead_was_opened_from()
    {
        IReadOnlyList<string> rows = ["a", "b", "c"];
        _place.ShowList("/?top=50", "Open leads", () => rows);
        rows = ["b", "a", "c"]; // the list is live until a lead is opened
        _place.ShowLead("a");
        rows = ["c"];
        _place.ShowLead("c");

        Assert.Equal(2, _place.PositionOf("c"));
        Assert.Equal("a", _place.At(1));
        Assert.Null(_place.At(3));
        Assert.Null(_place.At(-1));
        Assert.Equal(3, _place.Count);
        Assert.Equal("c", _place.TakeLastOpen());
        Assert.Null(_place.TakeLastOpen());
    }

    [Fact]
    public void Place_of_a_lead_from_elsewhere_is_unknown()
    {
        _place.ShowList("/", "Open leads", () => ["a"]);
        _place.ShowLead("x");

        Assert.Null(_place.PositionOf("x"));
        Assert.Null(_place.TakeLastOpen());
    }

    [Fact]
    public void Another_list_has_no_row_to_go_back_to()
    {
        _place.ShowList("/", "Open leads", () => ["a"]);
        _place.ShowLead("a");
        _place.ShowList("/leads", "Leads", () => ["a"]);

        Assert.Null(_place.TakeLastOpen());
    }
}
