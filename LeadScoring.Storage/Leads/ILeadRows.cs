using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Insights;

namespace LeadScoring.Storage.Leads;

/// <summary>What commits read and write of leads. Numbers ascend with ids and are never reused.</summary>
internal interface ILeadStates
{
    /// <summary>Announces leads that this session looks up one by one. A database where each read is a round trip reads them at once.</summary>
    void Expect(IReadOnlyCollection<long> numbers);

    /// <inheritdoc cref="Expect(IReadOnlyCollection{long})"/>
    void Expect(IReadOnlyCollection<string> ids);

    LeadState? Find(string id);

    LeadState? Find(long number);

    string? IdOf(long number);

    /// <summary>The next leads with an event at or after a time, ordered by number. Leads without events have the lowest time.</summary>
    List<LeadState> After(long number, long sinceMs, int limit);

    /// <summary>How many leads have an event at or after a time.</summary>
    long CountSince(long sinceMs);

    /// <summary>The numbers of the next leads, in their order.</summary>
    List<long> NumbersAfter(long number, int limit);

    /// <summary>Writes fold, version and revision.</summary>
    void Save(LeadState lead);

    /// <summary>Writes the revision alone, for a lead none of whose events are worth something else at it.</summary>
    void SaveRevision(LeadState lead);

    /// <summary>The lead's events and blocks; events are scored by the timeline.</summary>
    IScoreBlocks Blocks(LeadState lead, Core.Rules.RuleTimeline rules);

    /// <summary>Replaces all blocks of the lead by those of a full refold.</summary>
    void ReplaceBlocks(LeadState lead, BlockList blocks);
}

/// <summary>What people see and change of leads. <see cref="Lead.Rank"/> is 0 here; ranks come from <see cref="IScoreCounts"/>.</summary>
internal interface ILeadProfiles
{
    Lead? Find(string id);

    /// <summary>Those of the leads that exist, in the order given.</summary>
    List<Lead> Find(IReadOnlyList<long> numbers);

    /// <summary>Those of the ids that exist.</summary>
    HashSet<string> Existing(IReadOnlyCollection<string> ids);

    /// <summary>The statuses of those of the ids that exist.</summary>
    Dictionary<string, LeadStatus> Statuses(IReadOnlyCollection<string> ids);

    /// <summary>Lead ids by <see cref="EmailAddress.Key"/>, for the addresses that a lead has.</summary>
    Dictionary<string, string> IdsByEmail(IReadOnlyCollection<string> emailKeys);

    /// <summary>A page of all leads, from an index.</summary>
    /// <param name="sort">The order.</param>
    /// <param name="offset">Leads to skip.</param>
    /// <param name="limit">Null: all.</param>
    List<long> Numbers(LeadSort sort, int offset, int? limit);

    /// <summary>How many leads there are.</summary>
    long Count();

    /// <summary>Announces how many leads this transaction is about to add, so that ids can be assigned at once.</summary>
    void Expect(IReadOnlyList<LeadDraft> drafts);

    /// <summary>Adds a lead without events, counts it, and returns its id and state. The address must be free.</summary>
    (string Id, LeadState State) Add(LeadDraft draft, long revision, long now);

    /// <summary>Those of the leads with an event since their status was set, or whose status is that of their creation.</summary>
    HashSet<long> ActiveSinceStatus(IReadOnlyCollection<long> numbers);

    /// <summary>When the statuses of those of the leads that exist were set, Unix ms; null where it is that of the creation.</summary>
    Dictionary<long, long?> StatusTimes(IReadOnlyCollection<long> numbers);

    /// <summary>Writes everything but when the status was set; see <see cref="SetStatus"/>.</summary>
    void Replace(LeadState lead, LeadDraft draft, long now);

    /// <summary>Leaves the rest of the profile as it is, and remembers that the status was set now.</summary>
    void SetStatus(LeadState lead, LeadStatus status, long now);
}

/// <summary>Deleted leads, whose events and blocks are purged some at a time.</summary>
internal interface IDeletedLeads
{
    /// <summary>Whether a lead was ever deleted; spares every event the lookups where none was.</summary>
    bool Any();

    bool Contains(string leadId);

    /// <summary>A deleted lead by its number.</summary>
    DeletedLead? Find(long number);

    /// <summary>Removes the lead, remembers it as deleted, and counts it out.</summary>
    void Add(string leadId, LeadState lead, long now);

    long? NextToPurge();

    /// <summary>The leads that are not purged yet.</summary>
    List<long> NotPurged();

    /// <summary>Removes up to <paramref name="limit"/> events, leaving a tombstone of each; returns what they were.</summary>
    IReadOnlyList<EventStamp> PurgeEvents(long number, int limit);

    /// <returns>How many blocks it removed.</returns>
    int PurgeBlocks(long number, int limit);

    void Purged(long number);
}

/// <param name="Version">The version to announce its deletion with.</param>
internal sealed record DeletedLead(string Id, long Version, long DeletedAtMs);

/// <summary>Reads leads into the lead table.</summary>
internal interface ILeadTableRows
{
    void LoadAll(LeadTable table);

    /// <summary>Puts the leads into the table, and removes those that do not exist any more.</summary>
    void Load(LeadTable table, IReadOnlyCollection<long> numbers);

    /// <summary>Brings scores and last events up to date.</summary>
    void LoadScores(LeadTable table, IReadOnlyCollection<long> numbers);
}

/// <summary>How many leads have each score, and each range of 2^8, 2^16 and 2^24 scores; see <see cref="ScoreBuckets"/>.</summary>
internal interface IScoreCounts
{
    void Add(IReadOnlyDictionary<ScoreBucket, int> changes);

    /// <summary>How many leads are in buckets of a width above one, up to another, inclusive.</summary>
    long Sum(int shift, long above, long last);

    /// <summary>The highest scores that leads have and how many have each, descending.</summary>
    List<(long Score, long Leads)> Highest(int limit);

    /// <summary>The counts that differ from those of the leads' scores.</summary>
    List<(ScoreBucket Bucket, long Stored, long Expected)> Compare();
}

/// <param name="Stripe">See <see cref="LeadState.Stripe"/>.</param>
/// <param name="Shift">It is 2^Shift scores wide.</param>
/// <param name="Number">Its first score, shifted.</param>
internal readonly record struct ScoreBucket(int Stripe, int Shift, long Number);

/// <summary>
/// Which leads changed, an entry per transaction (in MongoDB per stripe and transaction): what lead tables follow, and the outbox of what has
/// to be announced. A position is a number; those of one stripe ascend in the order of commits.
/// </summary>
internal interface ILeadChangeLog
{
    /// <summary>Adds the leads; returns the positions of the entries.</summary>
    IReadOnlyList<long> Append(LeadChangeKind kind, IReadOnlyCollection<LeadState> leads, long now);

    /// <summary>The newest position of each stripe; 0 where nothing changed yet.</summary>
    long[] Newest();

    /// <summary>The changes after <paramref name="positions"/>; null when some of them are no longer kept.</summary>
    LeadChanges? After(long[] positions);

    /// <summary>Marks entries as announced.</summary>
    void Announced(IReadOnlyCollection<long> positions);

    /// <summary>The oldest entries from before a time that are not announced.</summary>
    List<LoggedChange> NotAnnounced(long beforeMs, int limit);
}

/// <summary>Stored as a number: append only, never reorder.</summary>
internal enum LeadChangeKind
{
    /// <summary>Events changed the score or the last event, nothing else.</summary>
    Score,

    /// <summary>Created, changed or deleted.</summary>
    Profile,

    /// <summary>A rescore or a replay changed the score.</summary>
    Rescored,
}

/// <param name="Scores">Leads whose score or last event changed.</param>
/// <param name="Profiles">Leads that were created, changed or deleted.</param>
/// <param name="Newest">The positions that this leads to.</param>
internal sealed record LeadChanges(HashSet<long> Scores, HashSet<long> Profiles, long[] Newest);

internal sealed record LoggedChange(long Position, LeadChangeKind Kind, IReadOnlyList<long> Numbers, long AtMs);
