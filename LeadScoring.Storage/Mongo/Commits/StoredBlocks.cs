using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// A lead's events, scored by one timeline, and its blocks: <c>score_blocks</c>, whose ids sort by lead, level and first event. One late event
/// reads the few documents around it. Where many are folded in, as from a file in no order, that would be a round trip for each of
/// them, so from the third read on all blocks of the lead are read at once, and all its keys, unless they are too many.
/// </summary>
internal sealed class StoredBlocks(SessionDocuments documents, MongoLead state, RuleTimeline rules) : IScoreBlocks
{
    private const int MaxSingleReads = 2;
    private const int MaxEventsForBlocks = 100_000;
    private const int MaxEventsForKeys = 20_000;

    private static readonly BsonDocument Ascending = Bson.Keys(("_id", 1));
    private static readonly BsonDocument Descending = Bson.Keys(("_id", -1));

    private readonly string _lead = state.Id;
    private BlockList? _blocks;
    private List<(EventKey Key, string Type)>? _events;
    private int _blockReads;
    private int _eventReads;
    private int _eventsAt;

    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        if (level > 0) return AllBlocks() is { } all ? all.Steps(level, from, before) : new BlockCursor(Blocks(level, from, before), _lead);
        return before is not null && AllKeys() is { } keys
            ? new KeyCursor(keys, from, before.Value, rules)
            : new EventCursor(EventRange.Steps(documents.Events, _lead, from, before), rules);
    }

    public ScoreBlock Covering(int level, EventKey key)
    {
        if (AllBlocks() is { } all) return all.Covering(level, key);
        var upTo = Keys.Between(Keys.Level(_lead, level), Keys.Block(_lead, level, key.Successor));
        return documents.Blocks.First(upTo, Descending) is { } block
            ? Block(block)
            : throw new InvalidDataException($"Lead {_lead} has no block of level {level}.");
    }

    public EventKey? NextFirst(int level, EventKey first)
    {
        if (AllBlocks() is { } all) return all.NextFirst(level, first);
        var after = Keys.Between(Keys.Block(_lead, level, first.Successor), Keys.After(Keys.Level(_lead, level)));
        return documents.Blocks.First(after, Ascending, Bson.Only("_id")) is { } block ? Keys.First(block.Text("_id"), _lead) : null;
    }

    public void Put(int level, ScoreBlock block)
    {
        documents.Blocks.Put(ToDocument(_lead, level, block));
        _blocks?.Put(level, block);
    }

    /// <summary>Replaces all blocks of a lead by those of a full refold.</summary>
    public static void Replace(SessionCollection documents, string lead, BlockList blocks)
    {
        documents.DeleteFirst(Keys.Beginning(lead + "/"));
        foreach (var (level, block) in blocks.All) documents.Insert(ToDocument(lead, level, block));
    }

    private static BsonDocument ToDocument(string lead, int level, ScoreBlock block) => new()
    {
        { "_id", Keys.Block(lead, level, block.First) },
        { "children", block.Children },
        { "step", new BsonArray { block.Step.Add, block.Step.Lo, block.Step.Hi } },
    };

    private static ScoreStep StepOf(BsonDocument block) =>
        block["step"] is var step ? new(step[0].ToInt64(), step[1].ToInt64(), step[2].ToInt64()) : default;

    private ScoreBlock Block(BsonDocument block) => new(Keys.First(block.Text("_id"), _lead), block.Int32("children"), StepOf(block));

    private IEnumerable<BsonDocument> Blocks(int level, EventKey from, EventKey? before)
    {
        var end = before is { } key ? Keys.Block(_lead, level, key) : Keys.After(Keys.Level(_lead, level));
        return documents.Blocks.Find(Keys.Between(Keys.Block(_lead, level, from), end), Ascending);
    }

    private BlockList? AllBlocks()
    {
        if (_blocks is not null || _blockReads++ < MaxSingleReads || state.Fold.Events > MaxEventsForBlocks) return _blocks;
        _blocks = new BlockList();
        foreach (var block in documents.Blocks.Find(Keys.Beginning(_lead + "/"), Ascending))
        {
            _blocks.Put(Keys.LevelOf(block.Text("_id"), _lead), Block(block));
        }

        return _blocks;
    }

    private List<(EventKey Key, string Type)>? AllKeys()
    {
        if (_eventReads++ < MaxSingleReads || state.Fold.Events > MaxEventsForKeys) return null;
        if (_events is not null && _eventsAt == documents.Events.Writes) return _events;
        _eventsAt = documents.Events.Writes;
        return _events = [.. EventRange.Steps(documents.Events, _lead, EventKey.Lowest, null).Select(e => (new EventKey(e.Int64("t"), e.Text("_id")), e.Text("y")))];
    }

    private sealed class BlockCursor(IEnumerable<BsonDocument> blocks, string lead) : IStepCursor
    {
        private readonly IEnumerator<BsonDocument> _blocks = blocks.GetEnumerator();

        public ScoreStep Step => StepOf(_blocks.Current);

        public EventKey Key => Keys.First(_blocks.Current.Text("_id"), lead);

        public bool Read() => _blocks.MoveNext();

        public void Dispose() => _blocks.Dispose();
    }

    private sealed class EventCursor(IEnumerable<BsonDocument> events, RuleTimeline rules) : IStepCursor
    {
        private readonly IEnumerator<BsonDocument> _events = events.GetEnumerator();

        public ScoreStep Step => rules.StepAt(_events.Current.Text("y"), _events.Current.Int64("t"));

        public EventKey Key => new(_events.Current.Int64("t"), _events.Current.Text("_id"));

        public bool Read() => _events.MoveNext();

        public void Dispose() => _events.Dispose();
    }

    private sealed class KeyCursor(List<(EventKey Key, string Type)> events, EventKey from, EventKey before, RuleTimeline rules) : IStepCursor
    {
        private int _at = FirstAt(events, from) - 1;

        public ScoreStep Step => rules.StepAt(events[_at].Type, events[_at].Key.TimestampMs);

        public EventKey Key => events[_at].Key;

        public bool Read() => ++_at < events.Count && events[_at].Key < before;

        public void Dispose()
        {
        }

        private static int FirstAt(List<(EventKey Key, string Type)> events, EventKey from)
        {
            var (low, high) = (0, events.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (events[middle].Key < from) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }
}
