using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Imports;

/// <summary>Imports rows of events: resolves their leads, leaves out events that have counted before, and appends the rest to the bulk lane.</summary>
internal sealed class EventImporter(
    LeadResolver leads, LeadCreator creator, IEventStore events, IEventQueue queue, ImportRetry retry) : IFileImporter
{
    private const int MaxNameLength = 200;

    public ImportKind Kind => ImportKind.Events;

    public string? MissingColumn(IReadOnlyList<string> columns)
    {
        if (!columns.Contains("eventType")) return "The file has no column eventType.";
        return columns.Contains("leadId") || columns.Contains("email") ? null : "The file has neither a column leadId nor a column email.";
    }

    public async Task ImportAsync(List<SourceRow> rows, ImportSession session, CancellationToken ct)
    {
        var nowMs = session.NowMs;
        session.AddRows(rows.Count);
        var parsed = rows.ConvertAll(row => EventRowReader.Read(row, nowMs));
        var matches = await ResolveAsync(parsed, session, ct);
        var valid = new List<IncomingEvent>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var draft = parsed[i].Draft;
            if (matches[i].LeadId is { } leadId)
            {
                draft.EventId ??= session.RowIds.Next(draft, leadId);
                valid.Add(draft.ToIncoming(leadId, nowMs) with { ImportId = session.Id });
            }
            else
            {
                session.Reject(rows[i], matches[i].Reason(draft));
            }
        }

        await AppendAsync(valid, session, ct);
    }

    private async Task<LeadMatch[]> ResolveAsync(List<EventRow> rows, ImportSession session, CancellationToken ct)
    {
        var drafts = rows.ConvertAll(r => r.Draft);
        var matches = await retry.RunAsync(() => leads.ResolveAsync(drafts, ct), ct);
        if (!session.CreateLeads) return matches;
        var missing = MissingLeads(rows, matches);
        if (missing.Count == 0) return matches;
        session.AddCreatedLeads(await creator.CreateAsync(missing, ct));
        return await retry.RunAsync(() => leads.ResolveAsync(drafts, ct), ct);
    }

    /// <summary>A lead for each e-mail address that no lead has yet. A row whose address is not valid gets an error instead.</summary>
    private static List<LeadDraft> MissingLeads(List<EventRow> rows, LeadMatch[] matches)
    {
        var missing = new Dictionary<string, LeadDraft>(EmailComparer.Instance);
        for (var i = 0; i < matches.Length; i++)
        {
            var draft = rows[i].Draft;
            if (matches[i].Problem != LeadProblem.UnknownEmail || !string.IsNullOrEmpty(draft.LeadId)) continue;
            var email = draft.Email!;
            if (EmailAddress.Error(email) is { } error) draft.Errors.Add("email", error);
            else missing.TryAdd(email, new LeadDraft(Shortened(rows[i].Name) ?? Shortened(email)!, EmailAddress.Clean(email), Shortened(rows[i].Company), LeadStatus.New, null));
        }

        return [.. missing.Values];
    }

    /// <summary>Without control characters and cut to the length of a name, so that a bad name does not cost the event.</summary>
    private static string? Shortened(string? text)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        if (clean.Length <= MaxNameLength) return clean.Length == 0 ? null : clean;
        return clean[..(char.IsHighSurrogate(clean[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength)];
    }

    /// <summary>Events that are committed already are not queued again. A duplicate of an event that is still queued is found by the worker.</summary>
    private async Task AppendAsync(List<IncomingEvent> valid, ImportSession session, CancellationToken ct)
    {
        if (valid.Count == 0) return;
        var existing = await retry.RunAsync(() => events.ExistingAsync(valid.ConvertAll(e => e.EventId), ct), ct);
        var fresh = valid.FindAll(e => !existing.Contains(e.EventId));
        session.AddDuplicates(valid.Count - fresh.Count);
        if (fresh.Count > 0) session.AddQueued(await retry.RunAsync(() => queue.EnqueueAsync(Lane.Bulk, fresh, ct), ct));
    }
}
