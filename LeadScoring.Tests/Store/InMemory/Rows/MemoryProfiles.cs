using System.Globalization;
using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryProfiles(MemorySession session) : ILeadProfiles
{
    private const string Leads = "leads";

    /// <summary>Sorts names as the lead table does.</summary>
    private static readonly Comparer<string> ByBytes =
        Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    private readonly HashSet<LeadDraft> _expected = new(ReferenceEqualityComparer.Instance);

    public static IEnumerable<LeadRow> ByName(MemoryRows rows) => rows.Leads.Values.OrderBy(lead => SearchKey.Of(lead.Profile.Name), ByBytes).ThenBy(lead => lead.Number);

    public Lead? Find(string id) => session.Rows.NumbersById.TryGetValue(id, out var number) ? Map(session.Rows.Leads[number]) : null;

    public List<Lead> Find(IReadOnlyList<long> numbers) =>
        [.. numbers.Select(number => session.Rows.Leads.GetValueOrDefault(number)).OfType<LeadRow>().Select(Map)];

    public HashSet<string> Existing(IReadOnlyCollection<string> ids) => ids.Where(session.Rows.NumbersById.ContainsKey).ToHashSet(StringComparer.Ordinal);

    public Dictionary<string, LeadStatus> Statuses(IReadOnlyCollection<string> ids) =>
        Existing(ids).ToDictionary(id => id, id => Find(id)!.Status, StringComparer.Ordinal);

    public Dictionary<string, string> IdsByEmail(IReadOnlyCollection<string> emailKeys) => emailKeys.Distinct(StringComparer.Ordinal)
        .Where(session.Rows.NumbersByEmail.ContainsKey)
        .ToDictionary(key => key, key => session.Rows.Leads[session.Rows.NumbersByEmail[key]].Id, StringComparer.Ordinal);

    public List<long> Numbers(LeadSort sort, int offset, int? limit) =>
        [.. Sorted(session.Rows, sort).Skip(offset).Take(limit ?? int.MaxValue).Select(lead => lead.Number)];

    public long Count() => session.Rows.Counted(Leads);

    public void Expect(IReadOnlyList<LeadDraft> drafts) => _expected.UnionWith(drafts);

    public (string Id, LeadState State) Add(LeadDraft draft, long revision, long now)
    {
        if (!_expected.Contains(draft)) throw new InvalidOperationException("The lead was not announced.");
        var number = session.Rows.LastNumber + 1;
        var id = string.Create(CultureInfo.InvariantCulture, $"lead{number:d8}");
        var row = new LeadRow(id, number, draft, now, now, new LeadFold(), 1, revision);
        session.Rows = (session.Rows with
        {
            LastNumber = number,
            Leads = session.Rows.Leads.Add(number, row),
            NumbersById = session.Rows.NumbersById.Add(id, number),
            NumbersByEmail = session.Rows.NumbersByEmail.Add(EmailAddress.Key(draft.Email), number),
        }).Count(Leads, row.Stripe, 1);
        return (id, row.ToState());
    }

    public void Replace(LeadState lead, LeadDraft draft, long now)
    {
        var row = session.Rows.Leads[lead.Number];
        session.Rows = session.Rows with
        {
            Leads = session.Rows.Leads.SetItem(lead.Number, row with { Profile = draft, UpdatedAtMs = now }),
            NumbersByEmail = session.Rows.NumbersByEmail.Remove(EmailAddress.Key(row.Profile.Email)).Add(EmailAddress.Key(draft.Email), lead.Number),
        };
    }

    public void SetStatus(LeadState lead, LeadStatus status, long now)
    {
        var row = session.Rows.Leads[lead.Number];
        session.Rows = session.Rows with { Leads = session.Rows.Leads.SetItem(lead.Number, row with { Profile = row.Profile with { Status = status }, StatusAtMs = now, UpdatedAtMs = now }) };
    }

    public Dictionary<long, long?> StatusTimes(IReadOnlyCollection<long> numbers) =>
        numbers.Where(session.Rows.Leads.ContainsKey).ToDictionary(number => number, number => session.Rows.Leads[number].StatusAtMs);

    public HashSet<long> ActiveSinceStatus(IReadOnlyCollection<long> numbers) =>
        numbers.Where(number => session.Rows.Leads.GetValueOrDefault(number) is { } row && (row.StatusAtMs is null || row.Fold.Last.TimestampMs > row.StatusAtMs)).ToHashSet();

    /// <summary>Removes the lead from everything but its events and blocks.</summary>
    public static MemoryRows Remove(MemoryRows rows, LeadRow lead) => (rows with
    {
        Leads = rows.Leads.Remove(lead.Number),
        NumbersById = rows.NumbersById.Remove(lead.Id),
        NumbersByEmail = rows.NumbersByEmail.Remove(EmailAddress.Key(lead.Profile.Email)),
    }).Count(Leads, lead.Stripe, -1);

    private static IEnumerable<LeadRow> Sorted(MemoryRows rows, LeadSort sort) => sort switch
    {
        LeadSort.Name => ByName(rows),
        LeadSort.LastEventDescending => rows.Leads.Values.OrderByDescending(lead => lead.Fold.Last.TimestampMs).ThenBy(lead => lead.Number),
        LeadSort.CreatedDescending => rows.Leads.Values.OrderByDescending(lead => lead.CreatedAtMs).ThenBy(lead => lead.Number),
        _ => rows.Leads.Values.OrderByDescending(lead => lead.Fold.Score)
            .ThenBy(lead => lead.Fold.Events == 0 ? long.MaxValue : lead.Fold.Last.TimestampMs).ThenBy(lead => lead.Number),
    };

    private static Lead Map(LeadRow row) => new(
        row.Id, row.Profile.Name, row.Profile.Email, row.Profile.Company, row.Profile.Status, row.Profile.Metadata, row.Fold.Score, 0, row.Fold.Events,
        row.Fold.Events == 0 ? null : row.Fold.Last.TimestampMs, row.CreatedAtMs, row.UpdatedAtMs, row.Version);
}
