using LeadScoring.Web.Http;

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
}
