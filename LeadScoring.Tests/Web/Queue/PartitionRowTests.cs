using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Queue.Partitions;

namespace LeadScoring.Tests.Web.Queue;

public sealed class PartitionRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Partitions_that_wait_come_first_the_slowest_on_top_and_say_how_far_behind_they_are()
    {
        var stats = new QueueStatsResponse(0, 0, 0, 0, 0, 0, 0, 0,
            [Lane("live", 0, 0, null), Lane("bulk", 0, 3, 40_000), Lane("live", 1, 900, 35), Lane("bulk", 1, 5, 4_999)]);

        var (busy, empty) = PartitionRow.Of(stats, new([], [new(0, "worker-1", 4_000), new(1, null, null)]));

        Assert.Equal([("bulk 0", "behind 40 s", "worker-1"), ("bulk 1", "5 s", null), ("live 1", "35 ms", null)], busy.Select(r => (r.Name, r.Age, r.Lease?.Worker)));
        Assert.Equal("live 0", Assert.Single(empty).Name);
    }

    [Fact]
    public void Workers_that_stopped_long_ago_are_left_out_unless_none_runs()
    {
        WorkerResponse[] workers = [Worker("runs", true, 0), Worker("a while ago", false, 16), Worker("just now", false, 1), Worker("yesterday", false, 1_400)];

        Assert.Equal(["runs", "just now"], PartitionRow.Shown(workers, Now).Select(w => w.Name));
        Assert.Equal(["just now", "a while ago"], PartitionRow.Shown(workers[1..], Now.AddHours(1)).Select(w => w.Name));
    }

    private static PartitionResponse Lane(string lane, int partition, long waiting, long? age) => new(lane, partition, waiting, 0, 0, 0, age);

    private static WorkerResponse Worker(string name, bool runs, int minutesAgo) => new(name, runs, Now.AddMinutes(-minutesAgo), 0, 0);
}
