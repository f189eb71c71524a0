using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Insights;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>Reads and writes <c>lead_scores</c>.</summary>
internal sealed class LeadStateRows(SqlSession session) : ILeadStates
{
    private const string Columns = """
        SELECT tail_events, score, events, last_ts, last_id, tail_ts, tail_id, tail_add, tail_lo, tail_hi, levels, top_blocks,
            lead_no, version, revision, newest_days
        FROM lead_scores
        """;

    private const string ByNumber = Columns + " WHERE lead_no = $lead";

    private const string NextSince = Columns +
        " WHERE lead_no > $after AND last_ts >= $since AND events > 0 ORDER BY lead_no LIMIT $limit";

    private const string Fold = """
        score = $score, events = $events, last_ts = $last_ts, last_id = $last_id, tie_ts = $tie_ts,
            version = $version, revision = $revision,
            tail_events = $tail_events, tail_ts = $tail_ts, tail_id = $tail_id,
            tail_add = $tail_add, tail_lo = $tail_lo, tail_hi = $tail_hi, levels = $levels, top_blocks = $top_blocks
        WHERE lead_no = $lead
        """;

    private const string UpdateScore = "UPDATE lead_scores SET " + Fold;

    /// <summary>Also the days of its newest events, which few events change.</summary>
    private const string UpdateAll = "UPDATE lead_scores SET newest_days = $newest_days, " + Fold;

    /// <summary>A read costs no round trip.</summary>
    public void Expect(IReadOnlyCollection<long> numbers)
    {
    }

    /// <inheritdoc cref="Expect(IReadOnlyCollection{long})"/>
    public void Expect(IReadOnlyCollection<string> ids)
    {
    }

    public LeadState? Find(string id) => session.Leads.Number(id) is { } number ? Find(number) : null;

    public LeadState? Find(long number)
    {
        using var row = session.Use(ByNumber).Bind("lead", number);
        return row.Read() ? Map(row) : null;
    }

    public string? IdOf(long number) => session.Leads.Id(number);

    public long CountSince(long sinceMs) =>
        session.Use("SELECT count(*) FROM lead_scores WHERE last_ts >= $since").Bind("since", sinceMs).Scalar()!.Value;

    public List<long> NumbersAfter(long number, int limit)
    {
        using var rows = session.Use("SELECT lead_no FROM lead_scores WHERE lead_no > $after ORDER BY lead_no LIMIT $limit")
            .Bind("after", number).Bind("limit", limit);
        var numbers = new List<long>(limit);
        while (rows.Read()) numbers.Add(rows.Int64("lead_no"));
        return numbers;
    }

    public List<LeadState> After(long number, long sinceMs, int limit)
    {
        using var rows = session.Use(NextSince).Bind("after", number).Bind("since", sinceMs).Bind("limit", limit);
        var leads = new List<LeadState>();
        while (rows.Read()) leads.Add(Map(rows));
        return leads;
    }

    public void Save(LeadState lead)
    {
        var fold = lead.Fold;
        var update = lead.NewestDays.HasChanged
            ? session.Use(UpdateAll).BindBlob("newest_days", NewestDayCodec.Encode(lead.NewestDays, session.Types))
            : session.Use(UpdateScore);
        update
            .Bind("score", fold.Score).Bind("events", fold.Events).Bind("last_ts", fold.Last.TimestampMs).Bind("last_id", fold.Last.EventId)
            .Bind("tie_ts", fold.Events == 0 ? long.MaxValue : fold.Last.TimestampMs)
            .Bind("version", lead.Version).Bind("revision", lead.Revision)
            .Bind("tail_events", fold.TailEvents).Bind("tail_ts", fold.TailFirst.TimestampMs).Bind("tail_id", fold.TailFirst.EventId)
            .Bind("tail_add", fold.Tail.Add).Bind("tail_lo", fold.Tail.Lo).Bind("tail_hi", fold.Tail.Hi)
            .Bind("levels", fold.Levels).Bind("top_blocks", fold.TopBlocks)
            .Bind("lead", lead.Number).Run();
    }

    public void SaveRevision(LeadState lead) =>
        session.Use("UPDATE lead_scores SET revision = $revision WHERE lead_no = $lead")
            .Bind("revision", lead.Revision).Bind("lead", lead.Number).Run();

    public IScoreBlocks Blocks(LeadState lead, RuleTimeline rules) => new StoredBlocks(session, lead.Number, rules);

    public void ReplaceBlocks(LeadState lead, BlockList blocks) => StoredBlocks.Replace(session, lead.Number, blocks);

    private LeadState Map(SqlStatement row)
    {
        var tailEvents = row.Int32("tail_events");
        var fold = new LeadFold
        {
            Score = row.Int64("score"),
            Events = row.Int64("events"),
            Last = new(row.Int64("last_ts"), row.Text("last_id")),
            TailEvents = tailEvents,
            TailFirst = tailEvents == 0 ? EventKey.Lowest : new(row.Int64("tail_ts"), row.Text("tail_id")),
            Tail = tailEvents == 0 ? ScoreStep.Identity : new(row.Int64("tail_add"), row.Int64("tail_lo"), row.Int64("tail_hi")),
            Levels = row.Int32("levels"),
            TopBlocks = row.Int32("top_blocks"),
        };
        var lead = new LeadState
        {
            Number = row.Int64("lead_no"),
            Fold = fold,
            Version = row.Int64("version"),
            Revision = row.Int64("revision"),
            StoredScore = fold.Score,
        };
        NewestDayCodec.Decode(row.Bytes("newest_days"), lead.NewestDays, session.Types);
        return lead;
    }
}
