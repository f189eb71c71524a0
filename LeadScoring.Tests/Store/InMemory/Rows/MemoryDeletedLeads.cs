using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryDeletedLeads(MemorySession session) : IDeletedLeads
{
    public static string Hash(string eventId) => Convert.ToHexString(EventIdHash.Of(eventId));

    public bool Any() => !session.Rows.Deleted.IsEmpty;

    public bool Contains(string leadId) => session.Rows.Deleted.Values.Any(deleted => deleted.Id == leadId);

    public DeletedLead? Find(long number) =>
        session.Rows.Deleted.GetValueOrDefault(number) is { } deleted ? new(deleted.Id, deleted.Version, deleted.DeletedAtMs) : null;

    public void Add(string leadId, LeadState lead, long now)
    {
        var rows = MemoryProfiles.Remove(session.Rows, session.Rows.Leads[lead.Number]);
        session.Rows = rows with { Deleted = rows.Deleted.Add(lead.Number, new(leadId, lead.Version, now, Purged: false)) };
    }

    public long? NextToPurge() => session.Rows.Deleted.Where(deleted => !deleted.Value.Purged).Select(deleted => (long?)deleted.Key).FirstOrDefault();

    public List<long> NotPurged() => [.. session.Rows.Deleted.Where(deleted => !deleted.Value.Purged).Select(deleted => deleted.Key)];

    public IReadOnlyList<EventStamp> PurgeEvents(long number, int limit)
    {
        var purged = session.Rows.KeysOf(number).Take(limit).ToList();
        var stamps = session.Events.Stamps(number).Take(limit).ToList();
        session.Rows = session.Rows with
        {
            Keys = session.Rows.Keys.SetItem(number, session.Rows.KeysOf(number).Except(purged)),
            Events = session.Rows.Events.RemoveRange(purged.Select(key => key.EventId)),
            Tombstones = session.Rows.Tombstones.Union(purged.Select(key => Hash(key.EventId))),
        };
        return stamps;
    }

    public int PurgeBlocks(long number, int limit)
    {
        var purged = 0;
        foreach (var (at, blocks) in session.Rows.Blocks.Where(blocks => blocks.Key.Lead == number))
        {
            var some = blocks.Take(limit - purged).ToList();
            purged += some.Count;
            session.Rows = session.Rows with { Blocks = session.Rows.Blocks.SetItem(at, blocks.Except(some)) };
        }

        return purged;
    }

    public void Purged(long number) =>
        session.Rows = session.Rows with { Deleted = session.Rows.Deleted.SetItem(number, session.Rows.Deleted[number] with { Purged = true }) };
}
