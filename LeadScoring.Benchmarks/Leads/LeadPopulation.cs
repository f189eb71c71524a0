using LeadScoring.Core.Leads;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Benchmarks.Leads;

/// <summary>Fills a database with leads, past the store's one transaction per lead, which would take minutes.</summary>
internal static class LeadPopulation
{
    private const int Batch = 20_000;
    private static readonly string[] First = ["Ada", "Bob", "Zoë", "José", "Anna", "Łukasz", "Maria", "Wei", "Олег", "James", "Quinn", "Priya", "Noor", "Émile", "Ivy", "Xavier"];
    private static readonly string[] Last = ["Smith", "Müller", "García", "O'Brien", "Kowalski", "Nguyen", "Johansson", "Rossi", "Andersen", "Okafor", "Dubois", "Tanaka", "Zxyro"];
    private static readonly string[] Firm = ["Meridian", "Northwind", "Contoso", "Brightforge", "Quantiq", "Harbor & Sons", "Ünïon", "Apex", "Lumen", "Zenith"];

    public static void Create(string path, int leads)
    {
        using var session = SqlSession.Open(path, 64 * 1024, TimeSpan.FromSeconds(5));
        var random = new Random(1);
        for (var done = 0; done < leads;)
        {
            session.TryBeginImmediate();
            var buckets = new ScoreBuckets();
            var end = Math.Min(leads, done + Batch);
            for (; done < end; done++) Add(session, random, done, buckets);
            buckets.Save(session);
            session.Execute("COMMIT");
        }

        session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void Add(SqlSession session, Random random, int i, ScoreBuckets buckets)
    {
        var (first, last, firm) = (First[random.Next(First.Length)], Last[random.Next(Last.Length)], $"{Firm[random.Next(Firm.Length)]} {random.Next(5000)}");
        var draft = new LeadDraft(
            $"{first} {last}", $"{SearchKey.Of(first)}.{SearchKey.Of(last)}.{i}@{SearchKey.Of(firm).Replace(' ', '-')}.example",
            firm, (LeadStatus)(random.Next(10) switch { < 5 => 0, < 8 => 1, 8 => random.Next(2, 4), _ => 4 }), null);
        var (_, state) = session.Profiles.Add(draft, 0, 1_700_000_000_000 + i);

        // As in life: a third never did anything, few are at the top.
        var score = random.Next(3) == 0 ? 0 : (long)(1000 * Math.Pow(random.NextDouble(), 3));
        buckets.Add(0, score);
        if (score == 0) return;
        session.Use("UPDATE lead_scores SET score = $score, events = 1, last_ts = $ts, tie_ts = $ts, last_id = $id WHERE lead_no = $lead")
            .Bind("score", score).Bind("ts", 1_760_000_000_000 + random.Next(50_000_000)).Bind("id", $"e{i}").Bind("lead", state.Number).Run();
    }
}

/// <summary>Every kind of page that a client can reach: each search with each order, filter, depth and size.</summary>
internal static class LeadQuestions
{
    private static readonly string?[] Searches =
        [null, "a", "q", "é", "an", "zx", "ие", "smi", "example", "meridian 42", "zxyro", "jose garcia", "ada.smith.5", "o'brien", "123", "%", "no such lead"];

    private static readonly (string Name, Func<LeadQuery, LeadQuery> Apply)[] Filters =
    [
        ("", q => q), ("status", q => q with { Statuses = LeadStatus.New }),
        ("two statuses", q => q with { Statuses = (LeadStatuses)LeadStatus.New | LeadStatus.Contacted }),
        ("rare status", q => q with { Statuses = LeadStatus.Qualified }), ("score ≥ 1", q => q with { MinScore = 1 }), ("score ≥ 900", q => q with { MinScore = 900 }),
        ("score 0", q => q with { MaxScore = 0 }), ("score 500–510, status", q => q with { MinScore = 500, MaxScore = 510, Statuses = LeadStatus.New }),
    ];

    public static IEnumerable<(string Name, LeadQuery Query)> All() =>
        from search in Searches
        from filter in Filters
        from sort in Enum.GetValues<LeadSort>()
        from page in new[] { (Offset: 0, Limit: 20), (Offset: 1000, Limit: 50), (Offset: LeadQuery.MaxDepth - 200, Limit: 200) }
        select (
            $"search {search ?? "-"}, {filter.Name}, {sort}, rows {page.Offset}–{page.Offset + page.Limit}",
            filter.Apply(new LeadQuery(page.Offset, page.Limit, search, null, null, null, sort)));
}
