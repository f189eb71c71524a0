using Aspire.Hosting.ApplicationModel;
using LeadScoring.AppHost.Services;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.AppHost;

public sealed class RestartPolicyTests
{
    private const int Alive = 1;
    private const int Gone = 2;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void RestartPolicy_a_process_that_is_gone_for_a_second_and_reported_as_running_is_not_waited_for()
    {
        var replica = new Replica(_time, pid => pid == Alive);
        replica.Observe(KnownResourceStates.Running, Alive);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(replica.HasVanished());
        replica.Observe(KnownResourceStates.Running, Gone);
        Assert.False(replica.HasVanished());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(replica.HasVanished());

        // Started again once, whoever else notices, and whatever is reported of the old process afterwards.
        Assert.True(replica.TryBegin());
        Assert.False(replica.TryBegin());
        replica.Started();
        replica.End();
        Assert.False(replica.HasVanished());
        Assert.False(replica.IsDead);
    }

    [Fact]
    public void RestartPolicy_what_a_person_stops_has_not_vanished()
    {
        var replica = new Replica(_time, pid => pid == Alive);
        replica.Observe(KnownResourceStates.Running, Gone);
        replica.HasVanished();
        replica.Observe(KnownResourceStates.Stopping, Gone);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(replica.HasVanished());
    }

    [Fact]
    public void RestartPolicy_delays_double_to_two_seconds_while_it_keeps_dying_and_begin_anew_once_it_ran_for_ten_seconds()
    {
        var replica = new Replica(_time, pid => pid == Alive);
        Assert.Equal([250, 500, 1_000, 2_000, 2_000], Enumerable.Range(0, 5).Select(_ => DieAfter(replica, seconds: 9)));
        Assert.Equal([250, 500], new[] { 10, 1 }.Select(seconds => DieAfter(replica, seconds)));
    }

    [Theory]
    [InlineData("Exited")]
    [InlineData("Finished")]
    [InlineData("FailedToStart")]
    public void RestartPolicy_every_end_counts_once_however_often_it_is_reported(string end)
    {
        var replica = new Replica(_time, pid => pid == Alive);
        Assert.Null(replica.Observe(KnownResourceStates.Running));
        Assert.NotNull(replica.Observe(end));
        Assert.True(replica.IsDead);
        Assert.Null(replica.Observe(end));
        Assert.Null(replica.Observe(KnownResourceStates.Exited));
    }

    [Fact]
    public void RestartPolicy_what_a_person_stopped_stays_stopped_and_what_a_person_started_is_guarded_again()
    {
        var replica = new Replica(_time, pid => pid == Alive);
        foreach (var state in new[] { KnownResourceStates.Running, KnownResourceStates.Stopping, KnownResourceStates.Exited }) Assert.Null(replica.Observe(state));
        Assert.False(replica.IsDead);
        Assert.Null(replica.Observe(KnownResourceStates.Starting));
        Assert.NotNull(replica.Observe(KnownResourceStates.FailedToStart)); // asked for by a person, and failed
        foreach (var state in new[] { KnownResourceStates.Starting, KnownResourceStates.Running }) Assert.Null(replica.Observe(state));
        Assert.NotNull(replica.Observe(KnownResourceStates.Exited));
    }

    [Fact]
    public void RestartPolicy_a_start_that_failed_is_tried_again_later_each_time()
    {
        var replica = new Replica(_time, pid => pid == Alive);
        Assert.Equal(250, DieAfter(replica, seconds: 1));
        Assert.Equal([500, 1_000, 2_000, 2_000], Enumerable.Range(0, 4).Select(_ => replica.NextDelay().TotalMilliseconds));
        Assert.Null(replica.Observe(KnownResourceStates.FailedToStart));
        Assert.True(replica.IsDead);
    }

    private double DieAfter(Replica replica, int seconds)
    {
        Assert.Null(replica.Observe(KnownResourceStates.Running));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return replica.Observe(KnownResourceStates.Finished)!.Value.TotalMilliseconds;
    }
}
