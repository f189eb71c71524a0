using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class HeldOrderTests
{
    private readonly HeldOrder<LeadRow> _order = new(r => r.Id);

    [Fact]
    public void Rows_move_freely_while_nobody_points_at_them()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);

        Assert.Equal(["b", "a"], Ids(_order.Arrange([Row("b", 30), Row("a", 20)])));
        Assert.Equal(0, _order.Waiting);
    }

    [Fact]
    public void Held_rows_change_in_place_and_what_would_move_is_counted()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);
        _order.Hold();

        var shown = _order.Arrange([Row("c", 99), Row("b", 30), Row("a", 20)]);

        Assert.Equal(["a", "b"], Ids(shown));
        Assert.Equal(30, shown[1].CurrentScore);
        Assert.Equal(2, _order.Waiting);
    }

    [Fact]
    public void Releasing_puts_every_row_in_its_place()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);
        _order.Hold();
        IReadOnlyList<LeadRow> newest = [Row("c", 99), Row("b", 30), Row("a", 20)];
        _order.Arrange(newest);

        _order.Release();

        Assert.Equal(["c", "b", "a"], Ids(_order.Arrange(newest)));
        Assert.Equal(0, _order.Waiting);
    }

    [Fact]
    public void A_lead_that_is_gone_keeps_its_row_while_held_so_that_nothing_moves()
    {
        _order.Arrange([Row("a", 20), Row("b", 10), Row("c", 5)]);
        _order.Hold();

        Assert.Equal(["a", "b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
        Assert.Equal(3, _order.Waiting);
        Assert.Equal(["a", "b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
        _order.Release();
        Assert.Equal(["b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
    }

    private static LeadRow Row(string id, long score) => new(id, id, $"{id}@example.com", null, "new", score, 1, 1, null);

    private static IEnumerable<string> Ids(IEnumerable<LeadRow> rows) => rows.Select(r => r.Id);
}
