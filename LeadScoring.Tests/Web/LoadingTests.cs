using LeadScoring.Web.Http;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Web;

public sealed class LoadingTests
{
    [Fact]
    public async Task Loading_that_fails_keeps_what_was_read_before()
    {
        using var loading = new Loading<string>();
        await loading.ReadAsync(_ => Task.FromResult("first"), default);
        await loading.ReadAsync(_ => throw ApiException.NoAnswer(), default);

        Assert.Equal("first", loading.Value);
        Assert.NotNull(loading.Problem);
        await loading.ReadAsync(_ => Task.FromResult("second"), default);
        Assert.Equal(("second", null), (loading.Value, loading.Problem));
    }

    [Fact]
    public async Task Loading_that_is_older_never_overwrites_a_newer_one()
    {
        using var loading = new Loading<string>();
        var slow = new TaskCompletionSource<string>();
        var first = loading.ReadAsync(_ => slow.Task, default);
        await loading.ReadAsync(_ => Task.FromResult("newer"), default);
        slow.SetResult("older");
        await first;

        Assert.Equal("newer", loading.Value);
        Assert.False(loading.IsBusy);
    }

    [Fact]
    public async Task Loading_is_slow_after_a_second_without_an_answer_and_says_so_once()
    {
        var time = new FakeTimeProvider();
        using var loading = new Loading<string>(time);
        var said = 0;
        loading.OnSlow = () => said++;
        var answer = new TaskCompletionSource<string>();
        var reading = loading.ReadAsync(_ => answer.Task, default);

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(loading.IsSlow);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await Infrastructure.Wait.UntilAsync(() => Task.FromResult(loading.IsSlow), "it is slow");
        Assert.Equal(1, said);

        answer.SetResult("late");
        await reading;
        Assert.Equal(("late", false), (loading.Value, loading.IsSlow));
    }

    [Fact]
    public async Task Loading_that_is_cancelled_keeps_what_was_read_before()
    {
        using var loading = new Loading<string>();
        await loading.ReadAsync(_ => Task.FromResult("before"), default);
        var reading = loading.ReadAsync(
            async ct =>
            {
                await Task.Delay(Timeout.Infinite, ct);
                return "never";
            },
            default);

        loading.Cancel();
        await reading;

        Assert.Equal(("before", null, false), (loading.Value, loading.Problem, loading.IsBusy));
    }
}
