using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Json;
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
    private static readonly TextAttribute NameCheck = new(LeadRequest.MaxNameLength);

    public ImportKind Kind => ImportKind.Events;

    public async Task ImportAsync(List<Row> rows, ImportSession session, CancellationToken ct)
    {
        var nowMs = session.NowMs;
        session.AddRows(rows.Count);
        var parsed = rows.ConvertAll(row => session.EventRows.Read(row, nowMs));
        var matches = await ResolveAsync(parsed, session, ct);
        var valid = new List<ValidRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var draft = parsed[i].Draft;
            if (matches[i].LeadId is { } leadId)
            {
                var hasId = draft.EventId is not null;
                if (draft.TimestampMs is null) session.AddDefault("timestamp");
                if (!hasId) session.AddDefault("eventId");
                draft.EventId ??= session.RowIds.Next(parsed[i], leadId);
                valid.Add(new(rows[i], draft.ToIncoming(leadId, nowMs) with { ImportId = session.Import.Id }, parsed[i], hasId));
            }
            else
            {
                session.Reject(rows[i], matches[i].Problem == LeadProblem.UnknownEmail ? "email: No lead has this e-mail address. Create the lead first, or send createLeads=true." : matches[i].Reason(draft));
            }
        }

        await AppendAsync(valid, session, ct);
    }

    private async Task<LeadMatch[]> ResolveAsync(List<EventRow> rows, ImportSession session, CancellationToken ct)
    {
        var drafts = rows.ConvertAll(r => r.Draft);
        var matches = await retry.RunAsync(() => leads.ResolveAsync(drafts, ct), ct);
        if (!session.Import.CreateLeads) return matches;
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
            else missing.TryAdd(email, new LeadDraft(Allowed(rows[i].Name) ?? LeadRows.NameOf(email), email, Allowed(rows[i].Company), LeadStatus.New, null));
        }

        return [.. missing.Values];
    }

    /// <summary>Null for what the API would refuse, so that a bad name does not cost the event.</summary>
    private static string? Allowed(string? name) => name is not null && NameCheck.GetValidationResult(name, new(name)) is null ? name : null;

    /// <summary>Events that are committed already are not queued again. A duplicate of an event that is still queued is found by the worker.</summary>
    private async Task AppendAsync(List<ValidRow> valid, ImportSession session, CancellationToken ct)
    {
        if (valid.Count == 0) return;
        var known = await KnownAsync(valid, ct);
        var fresh = new List<IncomingEvent>(valid.Count);
        for (var i = 0; i < valid.Count; i++)
        {
            var (row, e, parsed, hasId) = valid[i];
            if (known[i] == KnownEvent.Different || (hasId && known[i] == KnownEvent.Unknown && session.RepeatedIds.IsConflict(e, parsed.CanonicalMetadata))) session.AddConflict(row, e.EventId);
            else if (known[i] == KnownEvent.LeadDeleted) session.AddLeadDeleted(row, e.EventId);
            else if (known[i] == KnownEvent.Unknown) fresh.Add(e);
        }

        session.AddDuplicates(known.Count(k => k == KnownEvent.Same));
        if (fresh.Count > 0) session.AddQueued(await retry.RunAsync(() => queue.EnqueueAsync(Lane.Bulk, fresh, ct), ct));
    }

    /// <summary>An eventId that was derived from the row cannot be that of another event: whether it exists is enough, and is found in two thirds of the time.</summary>
    private async Task<IReadOnlyList<KnownEvent>> KnownAsync(List<ValidRow> valid, CancellationToken ct)
    {
        if (valid.Exists(v => v.HasId)) return await retry.RunAsync(() => events.KnownAsync(valid.ConvertAll(v => v.Event), ct), ct);
        var existing = await retry.RunAsync(() => events.ExistingAsync(valid.ConvertAll(v => v.Event.EventId), ct), ct);
        return valid.ConvertAll(v => existing.Contains(v.Event.EventId) ? KnownEvent.Same : KnownEvent.Unknown);
    }

    /// <param name="HasId">Whether the row names its eventId.</param>
    private sealed record ValidRow(Row Row, IncomingEvent Event, EventRow Parsed, bool HasId);
}
