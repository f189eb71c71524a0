using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Rules;

/// <summary>
/// A cache of all revisions read so far; a published revision never changes. Calls that must not miss one read newer revisions
/// first.
/// </summary>
internal sealed class RuleLog(MongoData data)
{
    private const int MaxTimelines = 16;

    private static readonly BsonDocument Fields = Bson.Only("kind", "bounds", "versions", "createdAt", "cause", "cancels");

    private readonly Lock _adding = new();
    private readonly Dictionary<long, RuleTimeline> _timelines = [];
    private volatile IReadOnlyList<RevisionDocument> _revisions = [];
    private long _last = -1;

    /// <summary>The number of the newest document read so far, a revision or a replay.</summary>
    public long Last => Interlocked.Read(ref _last);

    public IReadOnlyList<RevisionDocument> Known => _revisions;

    /// <exception cref="StoreUnavailableException">The server does not return a revision that is known to exist, as after an election.</exception>
    public async Task<RuleTimeline> CurrentAsync(CancellationToken ct, long atLeast = 0)
    {
        await ReadAsync(ct);
        if (_revisions[^1].Number < atLeast) throw new StoreUnavailableException("MongoDB does not show the newest rules yet.");
        return At(_revisions[^1].Number);
    }

    /// <exception cref="StoreUnavailableException">The server does not return it yet.</exception>
    public async Task<RuleTimeline> AtAsync(long revision, CancellationToken ct)
    {
        if (_revisions.Count == 0 || _revisions[^1].Number < revision) await CurrentAsync(ct, revision);
        return At(revision);
    }

    /// <summary>The rules of the newest revision at a time; of the first one for times before it.</summary>
    public async Task<RuleTimeline> AsKnownAsync(long atMs, CancellationToken ct)
    {
        await ReadAsync(ct);
        return At(_revisions.LastOrDefault(r => r.CreatedAtMs <= atMs)?.Number ?? 0);
    }

    /// <summary>Every version of a type read so far, newest first.</summary>
    public List<RuleVersion> VersionsOf(string eventType) =>
        [.. _revisions.SelectMany(r => r.Versions).Where(v => v.EventType == eventType).OrderByDescending(v => v.Version)];

    public List<RuleVersion> VersionsAt(long revision) => [.. _revisions.Where(r => r.Number <= revision).SelectMany(r => r.Versions)];

    /// <summary>True when an event at or before <paramref name="lastMs"/> may be worth something else at the newer revision.</summary>
    public bool Affects(long revision, long newer, long lastMs)
    {
        var (before, after) = (At(revision), At(newer));
        if (before.Bounds != after.Bounds) return true;
        return _revisions.Where(r => r.Number > revision && r.Number <= newer).SelectMany(r => r.Versions).Any(v => (v.EffectiveFromMs ?? long.MinValue) <= lastMs);
    }

    /// <summary>
    /// The rescore that a lead counts for when it is brought from one revision to another: the oldest that is not cancelled and whose rules
    /// concern an event at or before <paramref name="lastMs"/>.
    /// </summary>
    public long RescoreOf(long revision, long newer, long lastMs) => _revisions
        .Where(r => r.Number > revision && r.Number <= newer && _revisions.All(other => other.Cancels != r.Number) && Affects(revision, r.Number, lastMs))
        .Select(r => r.Number).FirstOrDefault(newer);

    public async Task ReadAsync(CancellationToken ct)
    {
        var filter = Bson.Id(new BsonDocument("$gt", Last));
        if (await data.Jobs.Find(filter).Project<BsonDocument>(Fields).Sort(Bson.Id(1)).ToListAsync(ct) is not { Count: > 0 } newer) return;
        lock (_adding)
        {
            var added = newer.Select(RevisionDocument.Of).Where(r => r.Number > Last).ToList();
            if (added.Count == 0) return;
            _revisions = [.. _revisions, .. added.Where(r => r.Bounds is not null)];
            Interlocked.Exchange(ref _last, added[^1].Number);
        }
    }

    private RuleTimeline At(long revision)
    {
        lock (_timelines)
        {
            if (_timelines.TryGetValue(revision, out var known)) return known;
            if (_timelines.Count >= MaxTimelines) _timelines.Clear();
            ScoreBounds bounds = _revisions.Last(r => r.Number <= revision).Bounds!.Value;
            return _timelines[revision] = new(revision, bounds, VersionsAt(revision));
        }
    }
}
