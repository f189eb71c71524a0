using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Feed;

/// <summary>
/// What the store has written and the change feed may not have: every transaction that changes leads records them in the store's outbox
/// (its position is in the result), and whoever announces them says so afterwards. What a process that died has left there is announced by
/// another. So each change is announced at least once.
/// </summary>
public interface IOutbox
{
    /// <summary>The changes at these positions are announced. Saved with the process's next commit, or a second later.</summary>
    void Announced(IReadOnlyCollection<long> positions);

    /// <summary>Entries that were written before a time and are not marked as announced, oldest first.</summary>
    /// <param name="beforeMs">Unix ms.</param>
    /// <param name="limit">How many at most; each has the leads of one transaction.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StoreUnavailableException"/>
    Task<IReadOnlyList<OutboxEntry>> NotAnnouncedAsync(long beforeMs, int limit, CancellationToken ct);
}

/// <param name="Position">Where it is in the outbox.</param>
/// <param name="Kind">One of <see cref="ChangeKinds"/>, for <paramref name="Changes"/>.</param>
/// <param name="Changes">The leads as they are now: the score before is not known any more, so that it is given as unchanged.</param>
/// <param name="Deleted">Those that are deleted by now.</param>
public sealed record OutboxEntry(long Position, string Kind, IReadOnlyList<LeadChange> Changes, IReadOnlyList<LeadChange> Deleted);
