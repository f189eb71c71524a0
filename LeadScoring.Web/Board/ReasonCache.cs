using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Leads;

namespace LeadScoring.Web.Board;

/// <summary>Why each lead that was on a board lately is there. Not thread-safe.</summary>
public sealed class ReasonCache
{
    private const int MaxPerRequest = 100;

    /// <summary>A reason of the last 14 days ends some time after its last event.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(15);

    /// <summary>Between two answers: a line of text that changes more often cannot be read.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Entry> _byLead = new(StringComparer.Ordinal);
    private DateTimeOffset _answeredAt = DateTimeOffset.MinValue;

    public LeadReasonResponse? Of(string leadId) => _byLead.TryGetValue(leadId, out var entry) ? entry.Reason : null;

    /// <summary>Those of the leads to read next: first those that never were, then those with other events than they were read with.</summary>
    public IReadOnlyList<LeadRow> Missing(IEnumerable<LeadRow> shown, DateTimeOffset now)
    {
        var leads = shown.DistinctBy(l => l.Id).ToList();
        var unread = leads.Where(l => !_byLead.ContainsKey(l.Id)).Take(MaxPerRequest).ToList();
        if (unread.Count > 0) return unread;
        return now - _answeredAt < MinInterval ? [] : [.. leads.Where(l => _byLead[l.Id].IsOutdated(l, now)).OrderBy(l => _byLead[l.Id].ReadAt).Take(MaxPerRequest)];
    }

    /// <summary>Whether any of the leads has a reason to be read again.</summary>
    public bool IsBehind(IEnumerable<LeadRow> shown, DateTimeOffset now) => shown.Any(l => !_byLead.TryGetValue(l.Id, out var entry) || entry.IsOutdated(l, now));

    /// <param name="requested">As they were when the answer was asked for.</param>
    /// <param name="answer">Null: it failed; these leads are asked for again later.</param>
    public void Put(IReadOnlyList<LeadRow> requested, LeadReasonListResponse? answer, DateTimeOffset now)
    {
        _answeredAt = now;
        foreach (var (id, entry) in _byLead)
        {
            if (now - entry.ReadAt >= ForgetAfter) _byLead.Remove(id);
        }

        var reasons = new Dictionary<string, LeadReasonResponse>(StringComparer.Ordinal);
        foreach (var reason in answer?.Reasons ?? []) reasons[reason.LeadId] = reason;
        foreach (var lead in requested)
        {
            _byLead[lead.Id] = new(answer is null ? Of(lead.Id) : reasons.GetValueOrDefault(lead.Id), answer is null ? null : (lead.EventCount, lead.CurrentScore), now);
        }
    }

    /// <param name="Of">Events and score that it is the reason of; null: the API did not answer.</param>
    private sealed record Entry(LeadReasonResponse? Reason, (long Events, long Score)? Of, DateTimeOffset ReadAt)
    {
        public bool IsOutdated(LeadRow lead, DateTimeOffset now) => Of != (lead.EventCount, lead.CurrentScore) || now - ReadAt >= MaxAge;
    }
}
