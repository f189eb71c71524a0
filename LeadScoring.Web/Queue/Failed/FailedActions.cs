using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Http;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using MudBlazor;

namespace LeadScoring.Web.Queue.Failed;

/// <summary>What became of a failed event that was tried again.</summary>
/// <param name="IsKnown">False: it waits.</param>
/// <param name="Text">Such as "scored +5".</param>
public sealed record RetryResult(bool IsKnown, bool Succeeded, string Text)
{
    public static RetryResult Waiting { get; } = new(false, false, "Waiting…");

    public static RetryResult Unwatched { get; } = new(true, true, "in the queue again");

    public static RetryResult Of(JobResponse job) => job switch
    {
        { State: "completed", Result: { } result } => new(true, true, $"scored {Numbers.WithSign(result.Change)}"),
        { State: "failed" } => new(true, false, $"failed again: {CauseTexts.InSentence(job.FailedReason ?? "")}"),
        _ => Waiting,
    };
}

/// <summary>How far a retry or discard of many is.</summary>
public sealed record BulkProgress(string Cause, bool IsRetry, long Done, long Total);

/// <summary>Retries and discards failed events, and follows what becomes of the retried ones for a while. For one circuit's dispatcher.</summary>
public sealed class FailedActions(QueueClient client, QueueWatch watch, IDialogService dialogs, ISnackbar toasts, TimeProvider time)
{
    /// <summary>Jobs that are looked up after a retry: as many as a page shows.</summary>
    private const int MaxFollowed = 50;
    private const int MaxPolls = 24;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, RetryResult> _results = new(StringComparer.Ordinal);

    /// <summary>Called when there is something else to show.</summary>
    public event Action? Changed;

    /// <summary>Called when rows have gone for good.</summary>
    public event Action? Discarded;

    /// <summary>Rows were retried here, and stand where they stood.</summary>
    public bool HasResults => _results.Count > 0;

    /// <summary>Null: nothing is under way.</summary>
    public BulkProgress? Progress { get; private set; }

    /// <summary>Of a row that was retried here; null: it was not.</summary>
    public RetryResult? ResultOf(string id) => _results.GetValueOrDefault(id);

    public void ForgetResults() => _results.Clear();

    /// <returns>Whether something was done.</returns>
    public Task<bool> RetryAsync(IReadOnlyList<string> ids, CancellationToken ct) => ActAsync(async () =>
    {
        foreach (var id in ids) _results[id] = RetryResult.Waiting;
        Changed?.Invoke();
        try
        {
            var answer = await client.RetryAsync(new(Ids: ids), ct);
            foreach (var id in answer.Unknown) _results[id] = new(true, false, "was gone already");
            foreach (var id in ids.Except(answer.Unknown).Except(answer.Jobs.Select(j => j.Id))) _results[id] = RetryResult.Unwatched;
            await FollowAsync(answer.Jobs, ct);
        }
        catch (ApiException)
        {
            foreach (var id in ids) _results.Remove(id);
            throw;
        }
    });

    /// <summary>All with a cause, some at a time; what failed again meanwhile is not met twice.</summary>
    /// <param name="count">How many there are, as far as it is known.</param>
    public Task<bool> RetryAllAsync(string cause, long count, CancellationToken ct) => ActAsync(async () =>
    {
        List<RetriedResponse> followed = [];
        var done = await EachAsync(cause, isRetry: true, count, async cursor =>
        {
            var answer = await client.RetryAsync(new(Cause: cause, Cursor: cursor), ct);
            followed.AddRange(answer.Jobs.Take(MaxFollowed - followed.Count));
            return (answer.Retried, answer.Next);
        });
        foreach (var job in followed) _results[job.Id] = RetryResult.Waiting;
        toasts.Done($"Retrying {Numbers.Count(done, "event")}.", "Those that fail again come back to this list.");
        await FollowAsync(followed, ct);
    });

    /// <returns>Whether something was discarded.</returns>
    public async Task<bool> DiscardAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (!await ConfirmAsync(ids.Count)) return false;
        return await ActAsync(async () =>
        {
            toasts.Done($"{Numbers.Count((await client.DiscardAsync(new(Ids: ids), ct)).Discarded, "event")} discarded.");
            Discarded?.Invoke();
        });
    }

    /// <inheritdoc cref="RetryAllAsync"/>
    public async Task<bool> DiscardAllAsync(string cause, long count, CancellationToken ct)
    {
        if (!await ConfirmAsync(count)) return false;
        return await ActAsync(async () =>
        {
            var done = await EachAsync(cause, isRetry: false, count, async cursor =>
            {
                var answer = await client.DiscardAsync(new(Cause: cause, Cursor: cursor), ct);
                return (answer.Discarded, answer.Next);
            });
            toasts.Done($"{Numbers.Count(done, "event")} discarded.");
            Discarded?.Invoke();
        });
    }

    private Task<bool> ConfirmAsync(long count) =>
        ConfirmDialog.AskAsync(dialogs, "Discard failed events", CauseTexts.DiscardQuestion(count), $"Discard {Numbers.Count(count, "event")}");

    private async Task<bool> ActAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
            return false;
        }
        finally
        {
            Progress = null;
            watch.Refresh();
            Changed?.Invoke();
        }
    }

    private async Task<long> EachAsync(string cause, bool isRetry, long count, Func<string?, Task<(int Done, string? Next)>> act)
    {
        var (done, cursor) = (0L, (string?)null);
        do
        {
            Progress = new(cause, isRetry, done, Math.Max(count, done));
            Changed?.Invoke();
            (var more, cursor) = await act(cursor);
            done += more;
        }
        while (cursor is not null);
        return done;
    }

    /// <summary>Looks the jobs up until each has an end, or 12 s have passed.</summary>
    private async Task FollowAsync(IReadOnlyList<RetriedResponse> jobs, CancellationToken ct)
    {
        var open = jobs.Take(MaxFollowed).ToList();
        foreach (var job in jobs.Skip(MaxFollowed)) _results[job.Id] = RetryResult.Unwatched;
        for (var i = 0; i < MaxPolls && open.Count > 0; i++)
        {
            Changed?.Invoke();
            await Task.Delay(PollInterval, time, ct);
            foreach (var job in open) _results[job.Id] = await LookUpAsync(job, ct);
            open.RemoveAll(job => _results[job.Id].IsKnown);
        }

        foreach (var job in open) _results[job.Id] = new(true, true, "still waiting");
    }

    private async Task<RetryResult> LookUpAsync(RetriedResponse job, CancellationToken ct)
    {
        try
        {
            return RetryResult.Of(await client.JobAsync(job.Location, ct));
        }
        catch (ApiException)
        {
            return RetryResult.Waiting; // it just left the queue, or the API is away: asked again
        }
    }
}
