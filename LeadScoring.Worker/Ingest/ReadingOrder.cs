namespace LeadScoring.Worker.Ingest;

/// <summary>What a worker reads next; see <see cref="ReadingOrder"/>.</summary>
internal enum ReadingPhase { Idle, Reclaiming, Live, BulkAfterLive, Bulk }

/// <summary>
/// The order in which a worker reads: pending entries first, then live before bulk. A bulk batch is a batch of its own, so that a live event
/// waits for one bulk commit at most, and is not announced later because of bulk events in the same commit.
/// <code>
/// phase          reads                                  then, after some entries               then, after none
/// Idle           nothing                                -                                      -
/// Reclaiming     pending entries                        Reclaiming, or Live when none is left  the same
/// Live           due retries and new live entries       BulkAfterLive with the rest of the     Bulk with the whole
///                                                       budget, or Live when none is left      budget
/// BulkAfterLive  new bulk entries, up to the budget     Live; bulk may be read ahead           Live
/// Bulk           new bulk entries, up to the budget     Live; bulk may be read ahead           Idle
/// </code>
/// Every read of the worker begins with <see cref="Begin"/>, which leaves Idle, and which interrupts the order when there are entries to
/// reclaim: after a lease was acquired, after a failure, and at every sweep.
/// </summary>
/// <param name="BulkBudget">Most bulk entries that the next bulk batch may have.</param>
/// <param name="MayReadAhead">
/// The last batch was bulk, so the next bulk batch may be read while that one is committed. Live entries are never read ahead: newer ones
/// would have to wait behind them.
/// </param>
internal readonly record struct ReadingOrder(ReadingPhase Phase, int BulkBudget = 0, bool MayReadAhead = false)
{
    /// <param name="holdsPartitions">Whether the worker holds any partition.</param>
    /// <param name="mustReclaim">Whether any of them may have pending entries that have to be reclaimed.</param>
    public ReadingOrder Begin(bool holdsPartitions, bool mustReclaim) => this switch
    {
        _ when !holdsPartitions => new(ReadingPhase.Idle),
        _ when mustReclaim => new(ReadingPhase.Reclaiming),
        { Phase: ReadingPhase.Idle or ReadingPhase.Reclaiming } => new(ReadingPhase.Live),
        _ => this,
    };

    /// <param name="found">Entries that the read of this phase returned.</param>
    /// <param name="mustReclaim">As in <see cref="Begin"/>.</param>
    /// <param name="budget">Events that one commit should have.</param>
    public ReadingOrder After(int found, bool mustReclaim, int budget) => Phase switch
    {
        ReadingPhase.Reclaiming => new(mustReclaim ? ReadingPhase.Reclaiming : ReadingPhase.Live),
        ReadingPhase.Live when found == 0 => new(ReadingPhase.Bulk, budget),
        ReadingPhase.Live when found < budget => new(ReadingPhase.BulkAfterLive, budget - found),
        ReadingPhase.BulkAfterLive or ReadingPhase.Bulk when found > 0 => new(ReadingPhase.Live, MayReadAhead: true),
        ReadingPhase.Bulk or ReadingPhase.Idle => new(ReadingPhase.Idle),
        _ => new(ReadingPhase.Live),
    };
}
