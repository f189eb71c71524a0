using System.Collections.Immutable;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Tests.Store.InMemory;

/// <summary>Everything that is stored, at one moment. Two are equal when they hold the same collections, so when nothing was written in between.</summary>
internal sealed record MemoryRows
{
    /// <summary>Counters and logs of changes are kept apart for so many groups of leads, as where several processes write at once.</summary>
    public const int Stripes = 4;

    private static readonly Comparer<ScoreBlock> ByFirst = Comparer<ScoreBlock>.Create((a, b) => a.First.CompareTo(b.First));

    /// <summary>By number.</summary>
    public ImmutableSortedDictionary<long, LeadRow> Leads { get; init; } = ImmutableSortedDictionary<long, LeadRow>.Empty;

    public ImmutableDictionary<string, long> NumbersById { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    public ImmutableDictionary<string, long> NumbersByEmail { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The number of the newest lead, which may have been deleted.</summary>
    public long LastNumber { get; init; }

    public ImmutableSortedDictionary<long, DeletedRow> Deleted { get; init; } = ImmutableSortedDictionary<long, DeletedRow>.Empty;

    /// <summary>By eventId, with the lead's number.</summary>
    public ImmutableDictionary<string, (StoredEvent Event, long Lead)> Events { get; init; } =
        ImmutableDictionary.Create<string, (StoredEvent, long)>(StringComparer.Ordinal);

    /// <summary>The events of each lead, by its number.</summary>
    public ImmutableDictionary<long, ImmutableSortedSet<EventKey>> Keys { get; init; } = ImmutableDictionary<long, ImmutableSortedSet<EventKey>>.Empty;

    public ImmutableDictionary<(long Lead, int Level), ImmutableSortedSet<ScoreBlock>> Blocks { get; init; } =
        ImmutableDictionary<(long, int), ImmutableSortedSet<ScoreBlock>>.Empty;

    public ImmutableHashSet<string> Tombstones { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public ImmutableDictionary<string, FailedEvent> Failures { get; init; } = ImmutableDictionary.Create<string, FailedEvent>(StringComparer.Ordinal);

    public ImmutableDictionary<(string Name, int Stripe), long> Counters { get; init; } = ImmutableDictionary<(string, int), long>.Empty;

    public ImmutableDictionary<ScoreBucket, long> Scores { get; init; } = ImmutableDictionary<ScoreBucket, long>.Empty;

    /// <summary>By position.</summary>
    public ImmutableSortedDictionary<long, ChangeRow> Changes { get; init; } = ImmutableSortedDictionary<long, ChangeRow>.Empty;

    /// <summary>The newest position of each stripe.</summary>
    public ImmutableList<long> NewestChanges { get; init; } = [.. new long[Stripes]];

    public ImmutableSortedDictionary<long, (ScoreBounds Bounds, long CreatedAtMs)> Revisions { get; init; } =
        ImmutableSortedDictionary<long, (ScoreBounds, long)>.Empty;

    public ImmutableList<RuleVersion> Rules { get; init; } = [];

    public ImmutableSortedDictionary<long, JobRow> Jobs { get; init; } = ImmutableSortedDictionary<long, JobRow>.Empty;

    /// <summary>The counts of each type and day, as they are stored.</summary>
    public ImmutableDictionary<(string Type, int Day), byte[]> Rollups { get; init; } = ImmutableDictionary<(string, int), byte[]>.Empty;

    public ImmutableSortedDictionary<long, byte[]> RollupChanges { get; init; } = ImmutableSortedDictionary<long, byte[]>.Empty;

    public ImmutableSortedDictionary<string, Import> Imports { get; init; } = ImmutableSortedDictionary.Create<string, Import>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<long, (string Import, byte[] Rows)> Rejects { get; init; } = ImmutableSortedDictionary<long, (string, byte[])>.Empty;

    /// <summary>What a new store has.</summary>
    public static MemoryRows New(long createdAtMs) => new()
    {
        Revisions = ImmutableSortedDictionary<long, (ScoreBounds, long)>.Empty.Add(0, (ScoreBounds.Default, createdAtMs)),
        Rules = [.. SeedRules.At(createdAtMs)],
    };

    public ImmutableSortedSet<EventKey> KeysOf(long lead) => Keys.GetValueOrDefault(lead, ImmutableSortedSet<EventKey>.Empty);

    public ImmutableSortedSet<ScoreBlock> BlocksOf(long lead, int level) => Blocks.GetValueOrDefault((lead, level)) ?? ImmutableSortedSet.Create<ScoreBlock>(ByFirst);

    public long Counted(string name) => Counters.Where(counter => counter.Key.Name == name).Sum(counter => counter.Value);

    public MemoryRows Count(string name, int stripe, long count) =>
        this with { Counters = Counters.SetItem((name, stripe), Counters.GetValueOrDefault((name, stripe)) + count) };
}

/// <param name="Fold">Never changed, since several snapshots have it.</param>
internal sealed record LeadRow(
    string Id, long Number, LeadDraft Profile, long CreatedAtMs, long UpdatedAtMs, LeadFold Fold, long Version, long Revision, long? StatusAtMs = null)
{
    public int Stripe { get; } = PartitionHash.Of(Id, MemoryRows.Stripes);

    public ImmutableArray<(string Type, int Day)> NewestDays { get; init; } = [];

    public static LeadFold Copy(LeadFold fold) => new()
    {
        Score = fold.Score,
        Events = fold.Events,
        Last = fold.Last,
        TailEvents = fold.TailEvents,
        TailFirst = fold.TailFirst,
        Tail = fold.Tail,
        Levels = fold.Levels,
        TopBlocks = fold.TopBlocks,
    };

    public LeadState ToState()
    {
        var state = new LeadState
        {
            Number = Number,
            Stripe = Stripe,
            Fold = Copy(Fold),
            Version = Version,
            Revision = Revision,
            StoredScore = Fold.Score,
        };
        state.NewestDays.Load([.. NewestDays]);
        return state;
    }
}

internal sealed record DeletedRow(string Id, long Version, long DeletedAtMs, bool Purged);

internal sealed record ChangeRow(LeadChangeKind Kind, ImmutableArray<long> Numbers, long AtMs, bool Announced);

/// <param name="Job">With the leads done as they were counted, and without those changed, which <see cref="MemoryRows.Counters"/> has.</param>
/// <param name="Cursor">The number of the last lead that it has passed.</param>
/// <param name="Cause">The publishing that caused it, or null.</param>
/// <param name="Stored">Differences, oldest first.</param>
internal sealed record JobRow(BackgroundJob Job, long Cursor, JobCause? Cause, ImmutableList<LeadDifference> Stored);

/// <summary>Ranges of sorted sets.</summary>
internal static class SortedSets
{
    /// <summary>The index of the first item at or above one that need not be in the set.</summary>
    public static int IndexFrom<T>(this ImmutableSortedSet<T> set, T item) => set.IndexOf(item) is var index && index < 0 ? ~index : index;

    /// <summary>The items between two indexes, the end exclusive, in their order.</summary>
    public static IEnumerable<T> Between<T>(this ImmutableSortedSet<T> set, int start, int end)
    {
        for (var i = start; i < end; i++) yield return set[i];
    }

    /// <summary>The items below an index, the highest first.</summary>
    public static IEnumerable<T> Below<T>(this ImmutableSortedSet<T> set, int end)
    {
        for (var i = end - 1; i >= 0; i--) yield return set[i];
    }
}
