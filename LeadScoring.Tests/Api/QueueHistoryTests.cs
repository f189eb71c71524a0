using System.Text.Json;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api;

public sealed class QueueHistoryTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task History_has_as_many_points_as_are_asked_for_the_newest_last()
    {
        Assert.Equal(QueueHistory.MaxPoints, (await _api.GetAsync("/api/queue/history")).Expect(200).GetProperty("points").GetArrayLength());
        Assert.Equal(
            """{"secondsPerPoint":5,"latency":{"p50":9,"p95":33,"p99":47},"points":[{"at":"2023-11-14T22:13:20.000Z","waiting":null,"accepted":60,"finished":58,"latency":null},{"at":"2023-11-14T22:13:25.000Z","waiting":1,"accepted":60,"finished":58,"latency":{"p50":9,"p95":33,"p99":47}}]}""",
            (await _api.GetAsync("/api/queue/history?points=2")).Expect(200).GetRawText());
        foreach (var points in new[] { "0", "181", "x", "-1" }) (await _api.GetAsync("/api/queue/history?points=" + points)).ExpectProblem(400, "points");
    }

    [Fact]
    public async Task Workers_have_their_partitions_and_those_that_stopped_are_named()
    {
        var workers = (await _api.GetAsync("/api/queue/workers")).Expect(200);
        Assert.Equal(
            """[{"name":"worker-1","running":true,"lastSeenAt":"2023-11-14T22:13:20.000Z","ratePerSecond":12.3,"partitions":2},{"name":"worker-2","running":false,"lastSeenAt":"2020-09-13T12:26:40.000Z","ratePerSecond":0,"partitions":0}]""",
            workers.GetProperty("workers").GetRawText());
        Assert.Equal(
            """[{"partition":0,"worker":"worker-1","leaseRemainingMs":4210},{"partition":1,"worker":null,"leaseRemainingMs":null}]""", workers.GetProperty("partitions").GetRawText());
    }

    [Fact]
    public async Task While_the_queue_is_away_both_say_so()
    {
        _api.Queue.Throws = new QueueUnavailableException("Redis does not answer.");
        (await _api.GetAsync("/api/queue/history")).ExpectProblem(503);
        (await _api.GetAsync("/api/queue/workers")).ExpectProblem(503);
    }
}
