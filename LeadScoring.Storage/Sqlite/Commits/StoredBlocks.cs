using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>A lead's events and blocks in the database, scored by one timeline. Folds read the covering index, never the events' rows.</summary>
internal sealed class StoredBlocks(SqlSession session, long lead, RuleTimeline rules) : IScoreBlocks
{
    private const string BlocksFrom = """
        SELECT step_add, step_lo, step_hi, first_ts, first_id FROM score_blocks
        WHERE lead_no = $lead AND level = $level AND (first_ts, first_id) >= ($from_ts, $from_id)
        """;

    private const string EventsFrom = """
        SELECT type_no, ts, event_id FROM events INDEXED BY events_by_lead
        WHERE lead_no = $lead AND (ts, event_id) >= ($from_ts, $from_id)
        """;

    private const string BlocksToEnd = BlocksFrom + " ORDER BY first_ts, first_id";
    private const string BlocksBefore = BlocksFrom + " AND (first_ts, first_id) < ($before_ts, $before_id) ORDER BY first_ts, first_id";
    private const string EventsToEnd = EventsFrom + " ORDER BY ts, event_id";
    private const string EventsBefore = EventsFrom + " AND (ts, event_id) < ($before_ts, $before_id) ORDER BY ts, event_id";

    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        var rows = level == 0
            ? session.Use(before is null ? EventsToEnd : EventsBefore).Bind("lead", lead)
            : session.Use(before is null ? BlocksToEnd : BlocksBefore).Bind("lead", lead).Bind("level", level);
        rows.Bind("from_ts", from.TimestampMs).Bind("from_id", from.EventId);
        if (before is { } b) rows.Bind("before_ts", b.TimestampMs).Bind("before_id", b.EventId);
        return level == 0 ? new EventCursor(rows, session.Types, rules) : new BlockCursor(rows);
    }

    public ScoreBlock Covering(int level, EventKey key)
    {
        using var row = session.Use("""
            SELECT first_ts, first_id, children, step_add, step_lo, step_hi FROM score_blocks
            WHERE lead_no = $lead AND level = $level AND (first_ts, first_id) <= ($ts, $id)
            ORDER BY first_ts DESC, first_id DESC LIMIT 1
            """).Bind("lead", lead).Bind("level", level).Bind("ts", key.TimestampMs).Bind("id", key.EventId);
        return row.Read()
            ? new(FirstOf(row), row.Int32("children"), StepOf(row))
            : throw new InvalidDataException($"Lead {lead} has no block of level {level}.");
    }

    public EventKey? NextFirst(int level, EventKey first)
    {
        using var row = session.Use("""
            SELECT first_ts, first_id FROM score_blocks
            WHERE lead_no = $lead AND level = $level AND (first_ts, first_id) > ($ts, $id) ORDER BY first_ts, first_id LIMIT 1
            """).Bind("lead", lead).Bind("level", level).Bind("ts", first.TimestampMs).Bind("id", first.EventId);
        return row.Read() ? FirstOf(row) : null;
    }

    public void Put(int level, ScoreBlock block) => Put(session, lead, level, block);

    /// <summary>Replaces all blocks of a lead by those of a full refold.</summary>
    public static void Replace(SqlSession session, long lead, BlockList blocks)
    {
        session.Use("DELETE FROM score_blocks WHERE lead_no = $lead").Bind("lead", lead).Run();
        foreach (var (level, block) in blocks.All) Put(session, lead, level, block);
    }

    private static void Put(SqlSession session, long lead, int level, ScoreBlock block) =>
        session.Use("INSERT OR REPLACE INTO score_blocks VALUES ($lead, $level, $first_ts, $first_id, $children, $add, $lo, $hi)")
            .Bind("lead", lead).Bind("level", level).Bind("first_ts", block.First.TimestampMs).Bind("first_id", block.First.EventId)
            .Bind("children", block.Children).Bind("add", block.Step.Add).Bind("lo", block.Step.Lo).Bind("hi", block.Step.Hi).Run();

    private static EventKey FirstOf(SqlStatement block) => new(block.Int64("first_ts"), block.Text("first_id"));

    private static ScoreStep StepOf(SqlStatement block) => new(block.Int64("step_add"), block.Int64("step_lo"), block.Int64("step_hi"));

    private sealed class BlockCursor(SqlStatement rows) : IStepCursor
    {
        public ScoreStep Step => StepOf(rows);

        public EventKey Key => FirstOf(rows);

        public bool Read() => rows.Read();

        public void Dispose() => rows.Dispose();
    }

    private sealed class EventCursor(SqlStatement rows, EventTypes types, RuleTimeline rules) : IStepCursor
    {
        public ScoreStep Step => rules.StepAt(types.Name(rows.Int32("type_no")), rows.Int64("ts"));

        public EventKey Key => new(rows.Int64("ts"), rows.Text("event_id"));

        public bool Read() => rows.Read();

        public void Dispose() => rows.Dispose();
    }
}
