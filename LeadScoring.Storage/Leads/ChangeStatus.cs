using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Leads;

/// <summary>
/// Changes the status of several leads and nothing else of their profiles, so that it cannot undo what somebody else changes at the same
/// time. One transaction: what is answered as changed, and can be undone, is all or nothing.
/// </summary>
/// <param name="ids">Each once.</param>
/// <param name="status">What all of them become.</param>
/// <param name="from">Only leads with this status change; null: all.</param>
internal sealed class ChangeStatus(IReadOnlyList<string> ids, LeadStatus status, LeadStatus? from)
{
    public StatusUpdate Run(IStoreSession session, long now)
    {
        var before = session.Profiles.Statuses(ids);
        var (changing, unchanged) = (new List<string>(ids.Count), new List<string>());
        foreach (var id in ids.Where(before.ContainsKey)) (before[id] != status && before[id] == (from ?? before[id]) ? changing : unchanged).Add(id);
        session.States.Expect(changing);
        var leads = changing.ConvertAll(id => Change(session, id, now));
        var positions = session.Changes.Append(LeadChangeKind.Profile, leads, now);
        var changes = changing.Zip(leads, (id, lead) => new StatusChange(Announcement(id, lead, now), before[id]));
        return new([.. changes], unchanged, [.. ids.Where(id => !before.ContainsKey(id))], positions);
    }

    private LeadState Change(IStoreSession session, string id, long now)
    {
        var lead = session.States.Find(id)!; // of the same snapshot as its status
        lead.Version++;
        session.States.Save(lead);
        session.Profiles.SetStatus(lead, status, now);
        return lead;
    }

    private static LeadChange Announcement(string id, LeadState lead, long now) =>
        new(id, lead.StoredScore, lead.StoredScore, lead.Version, null, null, now, now);
}
