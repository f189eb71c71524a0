using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>The lead table, and up to which time of the server it is complete.</summary>
internal sealed class LeadTableState
{
    public static readonly BsonDocument ScoreFields = Bson.Only("no", "stamp", "profile", "score", "lastTs", "changed", "deletedAt");
    public static readonly BsonDocument AllFields = Bson.Only(
        "no", "stamp", "profile", "score", "lastTs", "changed", "deletedAt", "name", "email", "company", "status", "createdAt");

    private readonly Dictionary<long, long> _profiles = [];
    private readonly Dictionary<long, long> _scores = [];
    private readonly Dictionary<long, (DateTime Changed, long Stamp)> _recent = [];
    private DateTime _newest = DateTime.UnixEpoch;

    public LeadTable Table { get; } = new();

    public ScoreCounts Counts { get; } = new();

    /// <summary>By the server's clock: all changes before it are in the table.</summary>
    public DateTime KnownUntil { get; private set; } = DateTime.UnixEpoch;

    public bool Knows(BsonDocument lead) => _recent.TryGetValue(lead.Int64("no"), out var known) && known.Stamp == lead.Int64("stamp");

    public bool HasNewProfile(BsonDocument lead) => !lead.Contains("deletedAt") && _profiles.GetValueOrDefault(lead.Int64("no")) != lead.Int64("profile");

    /// <summary>Adds or replaces a whole lead.</summary>
    public void Put(BsonDocument lead)
    {
        if (lead.Contains("deletedAt"))
        {
            Apply(lead);
            return;
        }

        Remember(lead);
        var number = lead.Int64("no");
        _profiles[number] = lead.Int64("profile");
        Count(number, lead.Int64("score"));
        Table.Put(new LeadRecord
        {
            Number = number,
            NameKey = Encoding.UTF8.GetBytes(TextKey.Of(lead.Text("name"))),
            SearchName = LeadRecord.SearchText(lead.Text("name")),
            SearchEmail = LeadRecord.SearchText(lead.Text("email")),
            SearchCompany = LeadRecord.SearchText(lead.TextOrNull("company") ?? ""),
            Status = (LeadStatus)lead.Int32("status"),
            CreatedAtMs = lead.Int64("createdAt"),
            Score = lead.Int64("score"),
            LastEventMs = lead.Int64("lastTs"),
        });
    }

    /// <summary>Updates a lead's score and last event, or removes a deleted lead.</summary>
    public void Apply(BsonDocument lead)
    {
        Remember(lead);
        var number = lead.Int64("no");
        if (!lead.Contains("deletedAt"))
        {
            Count(number, lead.Int64("score"));
            Table.SetScore(number, lead.Int64("score"), lead.Int64("lastTs"));
            return;
        }

        Table.Remove(number);
        _profiles.Remove(number);
        if (_scores.Remove(number, out var score)) Counts.Remove(score);
    }

    /// <summary>
    /// Ends a reading. It may have read a lead just before that changed, and later changes of others after it: so the table is complete
    /// only up to the reading's start. Earlier changes are not read again.
    /// </summary>
    public void Close(TimeSpan margin)
    {
        if (_newest - margin > KnownUntil) KnownUntil = _newest - margin;
        foreach (var (number, _) in _recent.Where(r => r.Value.Changed < KnownUntil).ToList()) _recent.Remove(number);
    }

    private void Count(long number, long score)
    {
        if (_scores.TryGetValue(number, out var before)) Counts.Remove(before);
        Counts.Add(_scores[number] = score);
    }

    private void Remember(BsonDocument lead)
    {
        var changed = lead["changed"].ToUniversalTime();
        _recent[lead.Int64("no")] = (changed, lead.Int64("stamp"));
        if (changed > _newest) _newest = changed;
    }
}
