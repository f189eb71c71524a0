using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Leads.Table;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>
/// Keeps the leads that lists, ranks and searches need in memory: read in full at the first question, then brought up to date before
/// each one from what changed since. The server stamps each write with its own clock; since writes may become visible in another
/// order than they were stamped, a little of what was read already is read again.
/// </summary>
internal sealed class LeadTableFeed(MongoData data) : IDisposable
{
    /// <summary>Longer than any write takes from its stamp to being seen, and than the clocks of two shards are apart.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private static readonly BsonDocument ScoreFields = Bson.Only("no", "stamp", "profile", "score", "lastTs", "changed", "deletedAt");
    private static readonly BsonDocument AllFields = ScoreFields.DeepClone().AsBsonDocument.AddRange(Bson.Only("name", "email", "company", "status", "createdAt"));

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<long, long> _profiles = [];
    private readonly Dictionary<long, long> _scores = [];
    private Dictionary<long, (DateTime Changed, long Stamp)> _recent = [];
    private LeadTable? _table;
    private ScoreCounts _counts = new();
    private DateTime _newest = DateTime.UnixEpoch;
    private long _rounds;

    /// <summary>Asks the table, once it knows everything that was written before the question.</summary>
    public async Task<T> AskAsync<T>(Func<LeadTable, ScoreCounts, T> question, CancellationToken ct, bool byName = false)
    {
        await CatchUpAsync(ct);
        if (byName) RankNames();
        _lock.EnterReadLock();
        try
        {
            return question(_table!, _counts);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>One reads for all who wait: any reading that began after the question will do.</summary>
    private async Task CatchUpAsync(CancellationToken ct)
    {
        var before = Interlocked.Read(ref _rounds);
        await _reading.WaitAsync(ct);
        try
        {
            if (_rounds > before) return;
            Interlocked.Increment(ref _rounds);
            if (_table is null or { IsWorn: true }) await LoadAsync(ct);
            else await FollowAsync(ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (table, counts) = (new LeadTable(), new ScoreCounts());
        _lock.EnterWriteLock();
        try
        {
            (_table, _counts, _newest) = (null, counts, DateTime.UnixEpoch);
            (_recent, _) = ([], 0);
            _profiles.Clear();
            _scores.Clear();
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        using var cursor = await data.Leads.Find(Bson.In("deletedAt", [BsonNull.Value])).Project<BsonDocument>(AllFields).ToCursorAsync(ct);
        while (await cursor.MoveNextAsync(ct))
        {
            foreach (var lead in cursor.Current) Put(table, counts, lead);
        }

        _lock.EnterWriteLock();
        _table = table;
        _lock.ExitWriteLock();
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var since = new BsonDocument("changed", new BsonDocument("$gte", new BsonDateTime(_newest - Overlap)));
        var seen = await data.Leads.Find(since).Project<BsonDocument>(ScoreFields).ToListAsync(ct);
        var changed = seen.FindAll(lead => !_recent.TryGetValue(lead.Int64("no"), out var known) || known.Stamp != lead.Int64("stamp"));
        var profiles = changed.FindAll(lead => !lead.Contains("deletedAt") && _profiles.GetValueOrDefault(lead.Int64("no")) != lead.Int64("profile"));
        var full = profiles.Count == 0 ? [] : await ProfilesAsync(profiles, ct);
        _lock.EnterWriteLock();
        try
        {
            foreach (var lead in changed) Apply(lead, full.GetValueOrDefault(lead.Int64("no")));
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        var oldest = _newest - Overlap;
        foreach (var (number, _) in _recent.Where(r => r.Value.Changed < oldest).ToList()) _recent.Remove(number);
    }

    private async Task<Dictionary<long, BsonDocument>> ProfilesAsync(List<BsonDocument> leads, CancellationToken ct) =>
        (await data.Leads.Find(Bson.In("_id", leads.Select(l => l["_id"]))).Project<BsonDocument>(AllFields).ToListAsync(ct)).ToDictionary(l => l.Int64("no"));

    private void Apply(BsonDocument lead, BsonDocument? full)
    {
        var number = lead.Int64("no");
        Remember(lead);
        if (lead.Contains("deletedAt"))
        {
            _table!.Remove(number);
            if (_scores.Remove(number, out var score)) _counts.Remove(score);
            _profiles.Remove(number);
        }
        else if (full is not null)
        {
            if (full.Contains("deletedAt")) return; // deleted since; its change comes next time
            if (_scores.Remove(number, out var score)) _counts.Remove(score);
            Put(_table!, _counts, full);
        }
        else
        {
            if (_scores.TryGetValue(number, out var score)) _counts.Remove(score);
            _counts.Add(_scores[number] = lead.Int64("score"));
            _table!.SetScore(number, lead.Int64("score"), lead.Int64("lastTs"));
        }
    }

    private void Put(LeadTable table, ScoreCounts counts, BsonDocument lead)
    {
        Remember(lead);
        var number = lead.Int64("no");
        _profiles[number] = lead.Int64("profile");
        counts.Add(_scores[number] = lead.Int64("score"));
        table.Put(new LeadRecord
        {
            Number = number,
            NameKey = Encoding.UTF8.GetBytes(TextKey.Of(lead.Text("name"))),
            SearchName = Folded(lead.Text("name")),
            SearchEmail = Folded(lead.Text("email")),
            SearchCompany = Folded(lead.TextOrNull("company") ?? ""),
            Status = (LeadStatus)lead.Int32("status"),
            CreatedAtMs = lead.Int64("createdAt"),
            Score = lead.Int64("score"),
            LastEventMs = lead.Int64("lastTs"),
        });
    }

    private void Remember(BsonDocument lead)
    {
        var changed = lead["changed"].ToUniversalTime();
        _recent[lead.Int64("no")] = (changed, lead.Int64("stamp"));
        if (changed > _newest) _newest = changed;
    }

    private void RankNames()
    {
        _lock.EnterWriteLock();
        try
        {
            if (!_table!.NamesAreRanked) _table.RankNames();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        _reading.Dispose();
        _lock.Dispose();
    }

    private static byte[] Folded(string text) => Encoding.UTF8.GetBytes(SearchKey.Of(text));
}
