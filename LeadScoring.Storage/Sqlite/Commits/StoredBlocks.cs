using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>A lead's events and blocks in the database, scored by one timeline.</summary>
internal sealed class StoredBlocks(SqlSession session, long lead, RuleTimeline rules) : IScoreBlocks
{
    private const string BlocksFrom = """
        SELECT first_ts, first_id, step_add, step_lo, step_hi FROM score_blocks
        WHERE lead_no = ?1 AND level = ?2 AND (first_ts, first_id) >= (?3, ?4)
        """;

    private const string EventsFrom = "SELECT ts, event_id, type_no FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 AND (ts, event_id) >= (?2, ?3)";

    private const string BlocksToEnd = BlocksFrom + " ORDER BY first_ts, first_id";
    private const string BlocksBefore = BlocksFrom + " AND (first_ts, first_id) < (?5, ?6) ORDER BY first_ts, first_id";
    private const string EventsToEnd = EventsFrom + " ORDER BY ts, event_id";
    private const string EventsBefore = EventsFrom + " AND (ts, event_id) < (?4, ?5) ORDER BY ts, event_id";

    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        var rows = level == 0
            ? session.Use(before is null ? EventsToEnd : EventsBefore).Bind(lead)
            : session.Use(before is null ? BlocksToEnd : BlocksBefore).Bind(lead).Bind(level);
        rows.Bind(from.TimestampMs).Bind(from.EventId);
        if (before is { } b) rows.Bind(b.TimestampMs).Bind(b.EventId);
        return level == 0 ? new EventCursor(rows, session.Types, rules) : new BlockCursor(rows);
    }

    public ScoreBlock Covering(int level, EventKey key)
    {
        using var row = session.Use("""
            SELECT first_ts, first_id, children, step_add, step_lo, step_hi FROM score_blocks
            WHERE lead_no = ?1 AND level = ?2 AND (first_ts, first_id) <= (?3, ?4)
            ORDER BY first_ts DESC, first_id DESC LIMIT 1
            """).Bind(lead).Bind(level).Bind(key.TimestampMs).Bind(key.EventId);
        return row.Read()
            ? new(new(row.Int64(0), row.Text(1)), row.Int32(2), new(row.Int64(3), row.Int64(4), row.Int64(5)))
            : throw new InvalidDataException($"Lead {lead} has no block of level {level}.");
    }

    public EventKey? NextFirst(int level, EventKey first)
    {
        using var row = session.Use("""
            SELECT first_ts, first_id FROM score_blocks
            WHERE lead_no = ?1 AND level = ?2 AND (first_ts, first_id) > (?3, ?4) ORDER BY first_ts, first_id LIMIT 1
            """).Bind(lead).Bind(level).Bind(first.TimestampMs).Bind(first.EventId);
        return row.Read() ? new EventKey(row.Int64(0), row.Text(1)) : null;
    }

    public void Put(int level, ScoreBlock block) =>
        session.Use("INSERT OR REPLACE INTO score_blocks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .Bind(lead).Bind(level).Bind(block.First.TimestampMs).Bind(block.First.EventId)
            .Bind(block.Children).Bind(block.Step.Add).Bind(block.Step.Lo).Bind(block.Step.Hi).Run();

    /// <summary>Puts the blocks of a full refold in place of all others.</summary>
    public void Replace(BlockList blocks)
    {
        session.Use("DELETE FROM score_blocks WHERE lead_no = ?1").Bind(lead).Run();
        foreach (var (level, block) in blocks.All) Put(level, block);
    }

    private sealed class BlockCursor(SqlStatement rows) : IStepCursor
    {
        public ScoreStep Step => new(rows.Int64(2), rows.Int64(3), rows.Int64(4));

        public EventKey Key => new(rows.Int64(0), rows.Text(1));

        public bool Read() => rows.Read();

        public void Dispose() => rows.Dispose();
    }

    private sealed class EventCursor(SqlStatement rows, EventTypes types, RuleTimeline rules) : IStepCursor
    {
        public ScoreStep Step => rules.Bounds.Step(rules.PointsAt(types.Name(rows.Int32(2)), rows.Int64(0)));

        public EventKey Key => new(rows.Int64(0), rows.Text(1));

        public bool Read() => rows.Read();

        public void Dispose() => rows.Dispose();
    }
}
