using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class PausedOrderTests
{
    private readonly PausedOrder<LeadRow> _order = new(r => r.Id);

    [Fact]
    public void Order_that_is_not_paused_lets_rows_move()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);

        Assert.Equal(["b", "a"], Ids(_order.Arrange([Row("b", 30), Row("a", 20)])));
        Assert.Equal(0, _order.Waiting);
    }

    [Fact]
    public void Paused_order_changes_rows_in_place_and_counts_those_that_would_move()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);
        _order.Pause();

        var shown = _order.Arrange([Row("c", 99), Row("b", 30), Row("a", 20)]);

        Assert.Equal(["a", "b"], Ids(shown));
        Assert.Equal(30, shown[1].CurrentScore);
        Assert.Equal(2, _order.Waiting);
    }

    [Theory]
    [InlineData("abcdefgh", "bcdefgh", 1)] // one leaves, the others make room
    [InlineData("abcdefgh", "xabcdefg", 2)] // one enters, one leaves
    [InlineData("abcdefgh", "habcdefg", 1)] // the last one becomes the first
    [InlineData("abcd", "badc", 2)]
    [InlineData("abcd", "dcba", 3)]
    [InlineData("abcd", "", 4)]
    [InlineData("abcd", "abcd", 0)]
    public void Paused_order_counts_what_changes_and_not_what_makes_room(string shown, string newest, int expected)
    {
        _order.Arrange([.. shown.Select(id => Row($"{id}", 1))]);
        _order.Pause();
        _order.Arrange([.. newest.Select(id => Row($"{id}", 1))]);
        Assert.Equal(expected, _order.Waiting);
    }

    [Fact]
    public void Paused_order_moves_every_row_when_it_is_resumed()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);
        _order.Pause();
        IReadOnlyList<LeadRow> newest = [Row("c", 99), Row("b", 30), Row("a", 20)];
        _order.Arrange(newest);

        _order.Resume();

        Assert.Equal(["c", "b", "a"], Ids(_order.Arrange(newest)));
        Assert.Equal(0, _order.Waiting);
    }

    [Fact]
    public void Paused_order_that_is_applied_shows_the_newest_rows_and_stays_paused()
    {
        _order.Arrange([Row("a", 20), Row("b", 10)]);
        _order.Pause();
        _order.Arrange([Row("b", 30), Row("a", 20)]);

        Assert.Equal(["b", "a"], Ids(_order.Apply([Row("b", 30), Row("a", 20)])));
        Assert.Equal(0, _order.Waiting);
        Assert.Equal(["b", "a"], Ids(_order.Arrange([Row("a", 40), Row("b", 30)])));
    }

    [Fact]
    public void Paused_order_keeps_the_row_of_a_lead_that_is_gone_so_that_nothing_moves()
    {
        _order.Arrange([Row("a", 20), Row("b", 10), Row("c", 5)]);
        _order.Pause();

        Assert.Equal(["a", "b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
        Assert.Equal(1, _order.Waiting);
        Assert.Equal(["a", "b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
        _order.Resume();
        Assert.Equal(["b", "c"], Ids(_order.Arrange([Row("b", 15), Row("c", 5)])));
    }

    private static LeadRow Row(string id, long score) => new(id, id, $"{id}@example.com", null, "new", score, 1, 1, null);

    private static IEnumerable<string> Ids(IEnumerable<LeadRow> rows) => rows.Select(r => r.Id);
}
