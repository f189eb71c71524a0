using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Tests.LocalHosting;

public sealed class ResourceCommandTests
{
    [Fact]
    public async Task What_is_stopped_stays_so_until_it_is_started_again()
    {
        await using var app = await SmallApp.StartAsync();
        var old = app.ProcessId("talker");

        await app.DoAsync("talker", KnownResourceCommands.StopCommand);

        Assert.False(SmallApp.IsAlive(old));
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // longer than any restart takes
        Assert.True(app.Status("talker") is { State: "Exited", IsStopped: true, ProcessId: null, ExitCode: 143, Starts: 1 });
        var stopped = await app.App.ResourceNotifications.WaitForResourceAsync("talker", e => e.Snapshot.State == KnownResourceStates.Exited);
        Assert.Equal(HealthStatus.Unhealthy, stopped.Snapshot.HealthStatus);

        await app.DoAsync("talker-1", KnownResourceCommands.StartCommand);
        await app.UntilAsync("talker", KnownResourceStates.Running);
        Assert.NotEqual(old, app.ProcessId("talker"));
        await app.App.ResourceNotifications.WaitForResourceHealthyAsync("talker").WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_restart_is_another_process_of_the_same_instance()
    {
        await using var app = await SmallApp.StartAsync();
        var old = app.ProcessId("redis");

        await app.DoAsync("redis", KnownResourceCommands.RestartCommand);

        await app.UntilAsync("redis", KnownResourceStates.Running);
        Assert.NotEqual(old, app.ProcessId("redis"));
        Assert.True(app.Status("redis") is { Starts: 2, ExitCode: 0, IsStopped: false });
        Assert.Equal("redis-1", app.App.Host.Runner("redis").Instances[0].Id);
    }

    [Fact]
    public async Task What_is_killed_comes_back_with_its_exit_code_and_its_last_lines()
    {
        await using var app = await SmallApp.StartAsync();
        app.Says("my last words");
        await SmallApp.WaitAsync(() => app.App.GetRecentLog("talker").Contains("my last words"), "the words are read");
        var old = app.ProcessId("talker");

        Process.GetProcessById(old).Kill();
        await app.App.WaitForRestartAsync("talker", old);

        Assert.True(app.Status("talker") is { Starts: 2, ExitCode: 137 });
        Assert.Contains("my last words", app.App.GetRecentLog("talker"));
        Assert.Contains(app.App.GetRecentLog("talker"), l => l.Contains("talker-1 exited with code 137", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_something_stopped_starts_when_that_is_back()
    {
        await using var app = await SmallApp.StartAsync();
        await app.DoAsync("redis", KnownResourceCommands.StopCommand);

        await app.DoAsync("talker", KnownResourceCommands.RestartCommand);

        await app.UntilAsync("talker", KnownResourceStates.Waiting);
        Assert.Null(app.Status("talker").ProcessId);
        await app.DoAsync("talker", KnownResourceCommands.StopCommand); // waiting ends, too
        await app.UntilAsync("talker", KnownResourceStates.Exited);
        await app.DoAsync("talker", KnownResourceCommands.StartCommand);
        await app.DoAsync("redis", KnownResourceCommands.StartCommand);
        await app.UntilAsync("talker", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Commands_at_the_same_time_leave_one_process_or_none()
    {
        await using var app = await SmallApp.StartAsync();
        string[] commands = [KnownResourceCommands.StopCommand, KnownResourceCommands.StartCommand, KnownResourceCommands.RestartCommand];

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.DoAsync("talker", commands[i % 3])));
        await app.DoAsync("talker", KnownResourceCommands.StartCommand);
        await app.UntilAsync("talker", KnownResourceStates.Running);

        Assert.Single(Talkers(app));
        await app.DoAsync("talker", KnownResourceCommands.StopCommand);
        Assert.Empty(Talkers(app));
    }

    [Fact]
    public async Task A_redis_of_somebody_else_is_not_ours_to_stop()
    {
        await using var owner = await SmallApp.StartAsync();
        await using var guest = await SmallApp.StartAsync($"--ConnectionStrings:redis={await owner.App.GetConnectionStringAsync("redis")}");

        var result = await guest.App.ResourceCommands.ExecuteCommandAsync("redis", KnownResourceCommands.StopCommand);

        Assert.False(result.Success);
        Assert.Contains("not available for 'redis'", result.Message, StringComparison.Ordinal);
        Assert.True(SmallApp.IsAlive(owner.ProcessId("redis")));
    }

    [Theory]
    [InlineData("nobody", "stop")]
    [InlineData("talker", "explode")]
    public async Task What_does_not_exist_is_said(string resource, string command)
    {
        await using var app = await SmallApp.StartAsync();

        var result = await app.App.ResourceCommands.ExecuteCommandAsync(resource, command);

        Assert.False(result.Success);
        Assert.Contains(resource, result.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Process> Talkers(SmallApp app)
    {
        var folder = app.App.Host.Runner("talker").Instances[0].Spec!.WorkingDirectory;
        return Process.GetProcessesByName("tail").Where(p => new FileInfo($"/proc/{p.Id}/cwd").LinkTarget == folder);
    }
}
