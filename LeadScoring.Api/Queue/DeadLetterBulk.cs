using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>Retries or discards many dead letters. By cause it stops after 1,000, or after two seconds, and says where to go on.</summary>
internal sealed class DeadLetterBulk(IDeadLetters dead, DeadLetterRetry retry, TimeProvider time)
{
    private const int MaxPerRequest = 1_000;

    /// <summary>Payloads in memory at a time, and commands in flight.</summary>
    private const int Slice = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<RetryManyResponse> RetryAsync(DeadLetterSelectionRequest request, CancellationToken ct)
    {
        var (retried, unknown, jobs) = (0, new List<string>(), new List<RetriedResponse>());
        var next = request.Ids is { } ids ? await EachSliceAsync(ids, RetrySliceAsync) : await EachSliceAsync(request, RetryLettersAsync, ct);
        return new(retried, unknown, jobs, next, await dead.CountAsync(ct));

        async Task RetrySliceAsync(string[] slice)
        {
            var letters = await Task.WhenAll(slice.Select(id => dead.FindAsync(id, ct)));
            unknown.AddRange(slice.Where((_, i) => letters[i] is null));
            await RetryLettersAsync([.. letters.OfType<DeadLetter>()]);
        }

        async Task RetryLettersAsync(IReadOnlyList<DeadLetter> letters)
        {
            var answers = await Task.WhenAll(letters.Select(letter => retry.RetryAsync(letter, ct)));
            foreach (var (letter, answer) in letters.Zip(answers))
            {
                if (answer is not var (at, jobId))
                {
                    unknown.Add(letter.Id);
                    continue;
                }

                retried++;
                if (jobId is not null) jobs.Add(new(letter.Id, jobId, JobLocation.Of(jobId, at)));
            }
        }
    }

    public async Task<DiscardManyResponse> DiscardAsync(DeadLetterSelectionRequest request, CancellationToken ct)
    {
        var discarded = 0;
        var next = request.Ids is { } ids
            ? await EachSliceAsync(ids, DiscardIdsAsync)
            : await EachSliceAsync(request, letters => DiscardIdsAsync([.. letters.Select(letter => letter.Id)]), ct);
        return new(discarded, next, await dead.CountAsync(ct));

        async Task DiscardIdsAsync(string[] slice) => discarded += await dead.DiscardAsync(slice, ct);
    }

    /// <returns>Always null: there is nothing to go on with.</returns>
    private static async Task<string?> EachSliceAsync(IReadOnlyList<string> ids, Func<string[], Task> act)
    {
        foreach (var slice in ids.Distinct(StringComparer.Ordinal).Chunk(Slice)) await act(slice);
        return null;
    }

    /// <returns>Where to go on.</returns>
    private async Task<string?> EachSliceAsync(DeadLetterSelectionRequest request, Func<IReadOnlyList<DeadLetter>, Task> act, CancellationToken ct)
    {
        var (cursor, startedAt) = (request.Cursor, time.GetTimestamp());
        for (var done = 0; done < MaxPerRequest && time.GetElapsedTime(startedAt) < Limit;)
        {
            var page = await dead.PageAsync(request.Cause, cursor, Math.Min(Slice, MaxPerRequest - done), ct);
            if (page.Letters.Count > 0) await act(page.Letters);
            done += page.Letters.Count;
            cursor = page.Next;
            if (cursor is null) break;
        }

        return cursor;
    }
}
