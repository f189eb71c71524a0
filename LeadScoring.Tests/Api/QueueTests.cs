using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class QueueTests : IAsyncLifetime
{
    private const string Location = "?lane=live&partition=3&entry=1700000000000-0";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Stats_add_up()
    {
        var lead = await _api.LeadAsync();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "a", leadId = lead });
        var stats = (await _api.GetAsync("/api/queue/stats")).Expect(200);
        Assert.Equal([4, 3, 1, 1, 2, 11], new[] { "waiting", "active", "completed", "failed", "delayed", "total" }.Select(n => stats.GetProperty(n).GetInt64()));
        Assert.Equal((12.3, 1500L), (stats.GetProperty("ratePerSecond").GetDouble(), stats.GetProperty("lagMs").GetInt64()));
        Assert.Equal("live", stats.GetProperty("partitions")[0].GetProperty("lane").GetString());
    }

    [Theory]
    [InlineData(EntryState.Waiting, "waiting")]
    [InlineData(EntryState.Active, "active")]
    [InlineData(EntryState.Delayed, "waiting")]
    public async Task A_job_that_waits_is_found_through_its_location(EntryState state, string expected)
    {
        _api.Queue.Entry = new EntryStatus(state, 2, "e1", "lead");
        var job = (await _api.GetAsync("/api/queue/job/e1" + Location)).Expect(200);
        Assert.Equal((expected, 2), (job.GetProperty("state").GetString(), job.GetProperty("attemptsMade").GetInt32()));
        (await _api.GetAsync("/api/queue/job/e1")).ExpectProblem(404, "jobId");
        (await _api.GetAsync("/api/queue/job/other" + Location)).ExpectProblem(404, "jobId");
    }

    [Fact]
    public async Task A_failed_job_says_why()
    {
        await _api.Services.GetRequiredService<IEventStore>().RecordFailureAsync(new FailedEvent("e1", "lead", "five attempts failed", 5, 1), default);
        var job = (await _api.GetAsync("/api/queue/job/e1")).Expect(200);
        Assert.Equal(("failed", "five attempts failed", 5), (
            job.GetProperty("state").GetString(), job.GetProperty("failedReason").GetString(), job.GetProperty("attemptsMade").GetInt32()));
    }

    [Theory]
    [InlineData("?lane=fast&partition=1&entry=1-1", "lane")]
    [InlineData("?lane=live&partition=x&entry=1-1", "partition")]
    [InlineData("?lane=live&partition=-1&entry=1-1", "partition")]
    [InlineData("?lane=live&partition=1&entry=*", "entry")]
    [InlineData("?lane=live&partition=1&entry=99999999999999999999-0", "entry")]
    public async Task A_wrong_location_is_named(string query, string field) =>
        (await _api.GetAsync("/api/queue/job/e1" + query)).ExpectProblem(400, field);

    [Fact]
    public async Task Health_names_what_it_depends_on()
    {
        var report = (await _api.GetAsync("/health")).Expect(200);
        Assert.Equal("Healthy", report.GetProperty("status").GetString());
        Assert.Superset(new HashSet<string?> { "store", "redis" }, report.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ToHashSet());
        _api.Queue.Throws = new QueueUnavailableException("Redis does not answer.");
        report = (await _api.GetAsync("/health")).Expect(503);
        var redis = report.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "redis");
        Assert.Equal("Redis does not answer.", redis.GetProperty("description").GetString());
        Assert.Equal(200, (await _api.GetAsync("/alive")).Status);
    }
}
