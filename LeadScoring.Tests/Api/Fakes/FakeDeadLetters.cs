using LeadScoring.Core.Queue;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>Dead letters in a list, the oldest first.</summary>
public sealed class FakeDeadLetters : IDeadLetters
{
    public List<DeadLetter> Letters { get; } = [];

    public List<string> Retried { get; } = [];

    public DateTimeOffset? CleanedBefore { get; private set; }

    public Exception? Throws { get; set; }

    /// <summary>Throws only once the retry is to be appended.</summary>
    public Exception? RetryThrows { get; set; }

    /// <summary>What somebody else does after the letter was found and before it is taken.</summary>
    public Action BeforeRetry { get; set; } = () => { };

    public Task<DeadLetterPage> PageAsync(string? cause, string? cursor, int limit, CancellationToken ct)
    {
        if (Throws is not null) throw Throws;
        var rest = Enumerable.Reverse(Letters).Where(l => cursor is null || string.CompareOrdinal(l.Id, cursor) < 0)
            .Where(l => cause is null || DeadLetterCause.Of(l.Reason) == cause).ToList();
        return Task.FromResult(new DeadLetterPage([.. rest.Take(limit)], rest.Count > limit ? rest[limit - 1].Id : null));
    }

    public Task<DeadLetterCauses> CausesAsync(CancellationToken ct) => Throws is not null ? throw Throws : Task.FromResult(new DeadLetterCauses(
        [.. Letters.GroupBy(l => DeadLetterCause.Of(l.Reason)).Select(g => new CauseCount(g.Key, g.Last().Reason, g.Count(), g.Min(l => l.FailedAtMs), g.Max(l => l.FailedAtMs))).OrderByDescending(c => c.Count)],
        Letters.Count, Letters.Count));

    public Task<long> CountAsync(CancellationToken ct) => Task.FromResult((long)Letters.Count);

    public Task<DeadLetter?> FindAsync(string id, CancellationToken ct) => Throws is null ? Task.FromResult(Letters.Find(l => l.Id == id)) : throw Throws;

    public Task<EntryLocation?> RetryAsync(string id, CancellationToken ct)
    {
        BeforeRetry();
        if (RetryThrows is not null) throw RetryThrows;
        if (Letters.RemoveAll(l => l.Id == id) == 0) return Task.FromResult<EntryLocation?>(null);
        Retried.Add(id);
        return Task.FromResult<EntryLocation?>(new(Lane.Live, 3, "1700000009000-0"));
    }

    public Task<int> DiscardAsync(IReadOnlyList<string> ids, CancellationToken ct) => Throws is null ? Task.FromResult(Letters.RemoveAll(l => ids.Contains(l.Id))) : throw Throws;

    public Task<long> CleanAsync(DateTimeOffset before, CancellationToken ct)
    {
        CleanedBefore = before;
        return Task.FromResult((long)Letters.RemoveAll(l => l.FailedAtMs < before.ToUnixTimeMilliseconds()));
    }
}
