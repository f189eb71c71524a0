using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;

namespace LeadScoring.Tests.Leads;

public sealed class LeadTableTests
{
    private const int Leads = 30_000; // several segments, and more than the counted depth

    [Fact]
    public void Every_search_filter_order_and_page_is_what_a_plain_list_gives()
    {
        var random = new Random(7);
        var (table, rows) = (new LeadTable(), new Dictionary<long, Row>());
        for (var n = 1L; n <= Leads; n++) Put(table, rows, Any(random, n));
        for (var round = 0; round < 6; round++)
        {
            Disturb(random, table, rows);
            var ordered = Enum.GetValues<LeadSort>().ToDictionary(sort => sort, sort => Ordered(rows.Values, sort));
            foreach (var query in Queries(random)) Check(table, ordered[query.Sort], query);
        }
    }

    [Fact]
    public void A_given_order_of_names_is_used_and_new_names_are_merged_into_it()
    {
        var (table, rows) = (new LeadTable(), new Dictionary<long, Row>());
        foreach (var (number, name) in new[] { (1L, "m"), (2L, "c"), (3L, "x") }) Put(table, rows, new(number, name, LeadStatus.New, 0, 0, 0));
        table.SetNameOrder([2, 1, 3]);
        Assert.True(table.NamesAreRanked);
        foreach (var (number, name) in new[] { (4L, "a"), (5L, "m"), (6L, "z"), (7L, "d") }) Put(table, rows, new(number, name, LeadStatus.New, 0, 0, 0));
        Assert.False(table.NamesAreRanked);
        table.RankNames();
        Assert.Equal([4, 2, 7, 1, 5, 3, 6], table.Find(new(0, 10, null, null, null, null, LeadSort.Name)).Numbers);
    }

    [Fact]
    public void Keys_in_the_worst_order_still_give_the_first_ones()
    {
        foreach (var (count, wanted, offset) in new[] { (5000, 20, 0), (5000, 20, 15), (300, 200, 199), (10_000, 3000, 2990), (100, 200, 150) })
        {
            foreach (var order in new Func<int, long>[] { i => i, i => -i, i => i % 7, _ => 1 })
            {
                using var first = new FirstKeys(wanted);
                var keys = Enumerable.Range(0, count).Select(i => new SortKey(order(i), -i % 5, i)).ToList();
                keys.ForEach(key => first.Offer(key));
                Assert.Equal(keys.Order().Take(wanted).Skip(offset), first.From(offset).ToArray());
            }
        }
    }

    private static Row Any(Random random, long number)
    {
        var letter = (char)('a' + random.Next(26));

        // "behind" is common, but no lead at the front of the order by name has it.
        var name = $"{letter}{random.Next(1000)} common{(letter > 'k' ? " behind" : "")}{(random.Next(40) == 0 ? " rare" : "")}{(random.Next(5000) == 0 ? " unique" : "")}";
        return new(number, name, (LeadStatus)random.Next(5), random.Next(200), random.Next(3) == 0 ? long.MinValue : random.Next(500), random.Next(1000));
    }

    private static void Disturb(Random random, LeadTable table, Dictionary<long, Row> rows)
    {
        for (var i = 0; i < 2000; i++)
        {
            var number = (long)random.Next(1, Leads + 1);
            switch (random.Next(4))
            {
                case 0:
                    table.Remove(number);
                    rows.Remove(number);
                    break;
                case 1 when rows.TryGetValue(number, out var row):
                    rows[number] = row with { Score = random.Next(1000), Last = random.Next(900) };
                    table.SetScore(number, rows[number].Score, rows[number].Last);
                    break;
                default:
                    Put(table, rows, Any(random, number));
                    break;
            }
        }

        table.RankNames();
        Assert.Equal(rows.Count, table.Count);
    }

    private static IEnumerable<LeadQuery> Queries(Random random)
    {
        string?[] texts = [null, "common", "behind", "rare", "unique", "a1", "7", "none of them"];
        foreach (var text in texts)
        {
            foreach (var sort in Enum.GetValues<LeadSort>())
            {
                var limit = random.Next(1, 200);
                var offset = random.Next(3) switch { 0 => 0, 1 => random.Next(200), _ => random.Next(LeadQuery.MaxDepth - limit) };
                yield return new(
                    offset, limit, text, random.Next(3) == 0 ? random.Next(150) : null, random.Next(4) == 0 ? random.Next(50, 1000) : null,
                    random.Next(3) switch { 0 => (LeadStatus)random.Next(5), 1 => new LeadStatuses((uint)random.Next(32)), _ => null }, sort,
                    random.Next(4) == 0 ? random.Next(600) : null, random.Next(4) == 0 ? random.Next(600) : null);
            }
        }
    }

    private static List<Row> Ordered(IEnumerable<Row> rows, LeadSort sort) => [.. sort switch
    {
        LeadSort.Name => rows.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Number),
        LeadSort.LastEventDescending => rows.OrderByDescending(r => r.Last).ThenBy(r => r.Number),
        LeadSort.CreatedDescending => rows.OrderByDescending(r => r.Created).ThenBy(r => r.Number),
        _ => rows.OrderByDescending(r => r.Score).ThenBy(r => r.Last == long.MinValue ? long.MaxValue : r.Last).ThenBy(r => r.Number),
    }];

    private static void Check(LeadTable table, List<Row> ordered, LeadQuery query)
    {
        var matching = ordered.FindAll(r =>
            (query.Search is null || r.Name.Contains(query.Search, StringComparison.Ordinal))
            && (query.MinScore is null || r.Score >= query.MinScore) && (query.MaxScore is null || r.Score <= query.MaxScore)
            && (query.Statuses is not { } statuses || statuses.Contains(r.Status))
            && (query.ActiveSinceMs is null || (r.Last != long.MinValue && r.Last >= query.ActiveSinceMs))
            && (query.InactiveSinceMs is null || r.Last == long.MinValue || r.Last < query.InactiveSinceMs));
        Assert.True(matching.ConvertAll(r => r.Number).SequenceEqual(table.Keys(query).Order().Select(key => key.Number)), query.ToString());
        var found = table.Find(query);
        Assert.Equal(matching.Skip(query.Offset).Take(query.Limit).Select(r => r.Number), found.Numbers);
        if (matching.Count <= LeadQuery.MaxDepth) Assert.Equal(matching.Count, found.Total);
        else Assert.InRange(found.Total, LeadQuery.MaxDepth + 1, matching.Count);
    }

    private static void Put(LeadTable table, Dictionary<long, Row> rows, Row row)
    {
        rows[row.Number] = row;
        var name = Encoding.UTF8.GetBytes(row.Name);
        table.Put(new LeadRecord
        {
            Number = row.Number,
            SearchName = name,
            SearchEmail = "x@y.z"u8,
            SearchCompany = [],
            Status = row.Status,
            CreatedAtMs = row.Created,
            Score = row.Score,
            LastEventMs = row.Last,
        });
    }

    private sealed record Row(long Number, string Name, LeadStatus Status, long Score, long Last, long Created);
}
