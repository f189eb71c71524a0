using LeadScoring.Core.Stores;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Database;

/// <summary>
/// A database that the stores work on: snapshots and transactions. What is read and written in them, and in which order, is decided once, in
/// the feature folders of this project; an adapter only knows how rows are kept.
/// </summary>
internal interface IStoreDatabase
{
    /// <summary>How much one transaction may do.</summary>
    TransactionLimits Limits { get; }

    /// <summary>Unix ms.</summary>
    long Now { get; }

    TimelineCache Timelines { get; }

    Outbox Outbox { get; }

    /// <summary>Runs the work on one snapshot.</summary>
    /// <param name="work">May run several times: it must change nothing outside of the session.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The database does not answer, or failed in a way that may pass.</exception>
    Task<T> ReadAsync<T>(Func<IStoreSession, T> work, CancellationToken ct);

    /// <summary>Runs the work in one serializable transaction of all that it writes, and commits.</summary>
    /// <param name="work">May run several times, as when another transaction has written the same rows: it must change nothing outside of the session.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StoreUnavailableException">As in <see cref="ReadAsync"/>. Whether it was committed may be unknown; repeating it must be safe.</exception>
    Task<T> WriteAsync<T>(Func<IStoreSession, T> work, CancellationToken ct);
}

/// <summary>How much one transaction may do before it should end.</summary>
/// <param name="MinEvents">It takes at least so many events, so that a busy machine does not commit every few events on their own.</param>
/// <param name="MaxEvents">At most so many events, or leads.</param>
/// <param name="Duration">After this time it ends, unless it has not reached the minimum.</param>
internal sealed record TransactionLimits(int MinEvents, int MaxEvents, TimeSpan Duration);

/// <summary>One snapshot or transaction: the rows of the database, by what they are about. Used by one thread at a time.</summary>
internal interface IStoreSession
{
    ILeadStates States { get; }

    ILeadProfiles Profiles { get; }

    IDeletedLeads Deleted { get; }

    ILeadTableRows TableRows { get; }

    IScoreCounts Scores { get; }

    ILeadChangeLog Changes { get; }

    IEventRows Events { get; }

    IFailureRows Failures { get; }

    IRuleRows Rules { get; }

    IJobRows Jobs { get; }

    IImportRows Imports { get; }

    IRollupRows Rollups { get; }
}
