using LeadScoring.Worker.Ingest;

namespace LeadScoring.Tests.Worker;

/// <summary>Every transition of <see cref="ReadingOrder"/>, without Redis.</summary>
public sealed class ReadingOrderTests
{
    private const int Budget = 500;
    private static readonly ReadingOrder Idle = new(ReadingPhase.Idle);
    private static readonly ReadingOrder Reclaiming = new(ReadingPhase.Reclaiming);
    private static readonly ReadingOrder Live = new(ReadingPhase.Live);
    private static readonly ReadingOrder LiveAfterBulk = new(ReadingPhase.Live, MayReadAhead: true);
    private static readonly ReadingOrder BulkAfterLive = new(ReadingPhase.BulkAfterLive, BulkBudget: 300);
    private static readonly ReadingOrder Bulk = new(ReadingPhase.Bulk, Budget);

    public static TheoryData<string> Phases => [.. Enum.GetNames<ReadingPhase>()];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Reading_begins_with_what_has_to_be_reclaimed_whatever_was_next(string phase) =>
        Assert.Equal(Reclaiming, In(phase).Begin(holdsPartitions: true, mustReclaim: true));

    [Theory]
    [MemberData(nameof(Phases))]
    public void Reading_is_idle_without_partitions_whatever_was_next(string phase) =>
        Assert.Equal(Idle, In(phase).Begin(holdsPartitions: false, mustReclaim: true));

    [Fact]
    public void Reading_begins_with_live_after_idle_and_when_the_partition_to_reclaim_was_lost()
    {
        Assert.Equal(Live, Begin(Idle));
        Assert.Equal(Live, Begin(Reclaiming));
    }

    [Fact]
    public void Reading_continues_with_the_phase_that_is_next()
    {
        Assert.Equal(Live, Begin(Live));
        Assert.Equal(BulkAfterLive, Begin(BulkAfterLive));
        Assert.Equal(Bulk, Begin(Bulk));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Reclaiming_continues_until_nothing_is_left_and_live_follows(int found)
    {
        Assert.Equal(Reclaiming, Reclaiming.After(found, mustReclaim: true, Budget));
        Assert.Equal(Live, After(Reclaiming, found));
    }

    [Fact]
    public void Live_leaves_the_rest_of_the_budget_to_bulk()
    {
        Assert.Equal(BulkAfterLive, After(Live, 200));
        Assert.Equal(new ReadingOrder(ReadingPhase.BulkAfterLive, 1), After(Live, Budget - 1));
    }

    [Fact]
    public void Live_that_uses_up_the_budget_leaves_bulk_waiting()
    {
        Assert.Equal(Live, After(Live, Budget));
        Assert.Equal(Live, After(Live, 4 * Budget));
    }

    [Fact]
    public void Live_that_is_empty_leaves_the_whole_budget_to_bulk() => Assert.Equal(Bulk, After(Live, 0));

    [Fact]
    public void Bulk_is_followed_by_live_and_may_be_read_ahead()
    {
        Assert.Equal(LiveAfterBulk, After(Bulk, 1));
        Assert.Equal(LiveAfterBulk, After(BulkAfterLive, 1));
    }

    [Fact]
    public void Bulk_is_not_read_ahead_once_live_was_read()
    {
        Assert.False(After(LiveAfterBulk, 200).MayReadAhead);
        Assert.False(After(LiveAfterBulk, Budget).MayReadAhead);
        Assert.False(After(LiveAfterBulk, 0).MayReadAhead);
    }

    [Fact]
    public void Bulk_that_is_empty_is_followed_by_live_if_live_was_not_and_by_idle_if_both_were()
    {
        Assert.Equal(Live, After(BulkAfterLive, 0));
        Assert.Equal(Idle, After(Bulk, 0));
    }

    private static ReadingOrder In(string phase) => new(Enum.Parse<ReadingPhase>(phase), 100, MayReadAhead: true);

    private static ReadingOrder Begin(ReadingOrder order) => order.Begin(holdsPartitions: true, mustReclaim: false);

    private static ReadingOrder After(ReadingOrder order, int found) => order.After(found, mustReclaim: false, Budget);
}
