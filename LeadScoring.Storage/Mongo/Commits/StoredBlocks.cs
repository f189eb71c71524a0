using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// One lead's events and blocks, overlaid with the blocks that are not stored yet: those of the last commit's follow-up writes, and those
/// that this commit changes.
/// </summary>
internal sealed class StoredBlocks(MongoData data, MongoLead lead, RuleTimeline rules) : IScoreBlocks
{
    private readonly Dictionary<int, SortedDictionary<EventKey, ScoreBlock>> _overlay = ByLevel(lead.Commit);
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Level, EventKey First), ScoreBlock> _changed = [];
    private BlockList? _refolded;

    /// <summary>Whether a block was read: it may be newer than the lead, so the lead must be read again to see whether any block changed.</summary>
    public bool WereRead { get; private set; }

    /// <summary>The blocks of a full refold, with later changes; null when there was none.</summary>
    public BlockList? Refolded => _refolded;

    /// <summary>Changed blocks of the lead's generation.</summary>
    public IReadOnlyList<(int Level, ScoreBlock Block)> Changed => [.. _changed.Select(b => (b.Key.Level, b.Value))];

    /// <summary>Makes an event count that the lead's document does not count yet.</summary>
    public void Count(string eventId) => _counted.Add(eventId);

    /// <summary>Replaces all blocks by those of a full refold.</summary>
    public void Replace(BlockList blocks)
    {
        _refolded = blocks;
        _changed.Clear();
        _overlay.Clear();
    }

    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        if (level == 0) return new EventCursor(Events(from, before), rules);
        if (_refolded is not null) return _refolded.Steps(level, from, before);
        WereRead = true;
        var blocks = new SortedDictionary<EventKey, ScoreBlock>();
        foreach (var block in Find(level, from, "$gte", before, ascending: true).ToEnumerable().Select(Of)) blocks[block.First] = block;
        foreach (var (first, block) in Overlay(level))
        {
            if (first >= from && !(before <= first)) blocks[first] = block;
        }

        return new BlockCursor(blocks.Values);
    }

    public ScoreBlock Covering(int level, EventKey key)
    {
        if (_refolded is not null) return _refolded.Covering(level, key);
        WereRead = true;
        ScoreBlock? stored = Find(level, EventKey.Lowest, "$gte", key.Successor, ascending: false).Limit(1).FirstOrDefault() is { } found ? Of(found) : null;
        ScoreBlock? overlay = Overlay(level).Where(b => b.Key <= key).Select(b => (ScoreBlock?)b.Value).LastOrDefault();
        return (stored is null || overlay?.First >= stored.Value.First ? overlay : stored)
            ?? throw new InvalidDataException($"Lead {lead.Number} has no block of level {level}.");
    }

    public EventKey? NextFirst(int level, EventKey first)
    {
        if (_refolded is not null) return _refolded.NextFirst(level, first);
        WereRead = true;
        EventKey? stored = Find(level, first, "$gt", null, ascending: true).Limit(1).FirstOrDefault() is { } found ? Of(found).First : null;
        EventKey? overlay = Overlay(level).Where(b => b.Key > first).Select(b => (EventKey?)b.Key).FirstOrDefault();
        return stored is null || overlay < stored ? overlay : stored;
    }

    public void Put(int level, ScoreBlock block)
    {
        if (_refolded is not null)
        {
            _refolded.Put(level, block);
            return;
        }

        _changed[(level, block.First)] = block;
        if (!_overlay.TryGetValue(level, out var blocks)) _overlay[level] = blocks = [];
        blocks[block.First] = block;
    }

    private static Dictionary<int, SortedDictionary<EventKey, ScoreBlock>> ByLevel(LastCommit commit)
    {
        var levels = new Dictionary<int, SortedDictionary<EventKey, ScoreBlock>>();
        foreach (var (level, block) in commit.Blocks)
        {
            if (!levels.TryGetValue(level, out var blocks)) levels[level] = blocks = [];
            blocks[block.First] = block;
        }

        return levels;
    }

    private IEnumerable<MongoEvent> Events(EventKey from, EventKey? before) =>
        EventScan.All(data, lead.Id, from, before).Where(e => lead.Counts(e) || _counted.Contains(e.EventId));

    private SortedDictionary<EventKey, ScoreBlock> Overlay(int level) => _overlay.GetValueOrDefault(level) ?? [];

    private IFindFluent<BsonDocument, BsonDocument> Find(int level, EventKey from, string lowest, EventKey? before, bool ascending)
    {
        var prefix = Keys.Level(lead.Id, lead.Generation, level);
        var range = new BsonDocument(lowest, Keys.Block(lead.Id, lead.Generation, level, from))
        {
            { "$lt", before is { } end ? Keys.Block(lead.Id, lead.Generation, level, end) : Keys.After(prefix) },
        };
        return data.Blocks.Find(new BsonDocument { { "l", lead.Id }, { "_id", range } }).Sort(Bson.Id(ascending ? 1 : -1));
    }

    private ScoreBlock Of(BsonDocument block) => new(
        Keys.First(block.Text("_id"), lead.Id), block.Int32("children"), new(block.Int64("add"), block.Int64("lo"), block.Int64("hi")));

    private sealed class BlockCursor(IEnumerable<ScoreBlock> blocks) : IStepCursor
    {
        private readonly IEnumerator<ScoreBlock> _blocks = blocks.GetEnumerator();

        public ScoreStep Step => _blocks.Current.Step;

        public EventKey Key => _blocks.Current.First;

        public bool Read() => _blocks.MoveNext();

        public void Dispose() => _blocks.Dispose();
    }

    private sealed class EventCursor(IEnumerable<MongoEvent> events, RuleTimeline rules) : IStepCursor
    {
        private readonly IEnumerator<MongoEvent> _events = events.GetEnumerator();

        public ScoreStep Step => rules.StepAt(_events.Current.EventType, _events.Current.TimestampMs);

        public EventKey Key => _events.Current.Key;

        public bool Read() => _events.MoveNext();

        public void Dispose() => _events.Dispose();
    }
}

internal static class BlockDocuments
{
    /// <summary>
    /// Writes the block unless a later commit has written it already: then the filter matches nothing, and the insert fails as a
    /// duplicate.
    /// </summary>
    public static UpdateOneModel<BsonDocument> Upsert(string leadId, long generation, long version, int level, ScoreBlock block) => new(
        new BsonDocument
        {
            { "_id", Keys.Block(leadId, generation, level, block.First) },
            { "l", leadId },
            { "v", new BsonDocument("$lt", version) },
        },
        Bson.Set(new BsonDocument("v", version).AddRange(Fields(block))))
    {
        IsUpsert = true,
    };

    public static BsonDocument New(string leadId, long generation, long version, int level, ScoreBlock block) =>
        new BsonDocument { { "_id", Keys.Block(leadId, generation, level, block.First) }, { "l", leadId }, { "v", version } }.AddRange(Fields(block));

    /// <summary>Removes the blocks of one generation. Others must stay, since another process may be about to switch to them.</summary>
    public static Task RemoveAsync(MongoData data, string leadId, long generation, CancellationToken ct)
    {
        var prefix = Keys.Blocks(leadId, generation);
        var range = new BsonDocument { { "$gt", prefix }, { "$lt", Keys.After(prefix) } };
        return data.DeleteAsync(data.Blocks, new BsonDocument { { "l", leadId }, { "_id", range } }, ct);
    }

    private static BsonDocument Fields(ScoreBlock block) => new()
    {
        { "children", block.Children },
        { "add", block.Step.Add },
        { "lo", block.Step.Lo },
        { "hi", block.Step.Hi },
    };
}
