using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Imports;

/// <summary>Rows of events: find their leads, leave out what has counted, append the rest to the bulk lane.</summary>
internal sealed class EventImporter(
    LeadResolver leads, MissingLeads missing, IEventStore events, IEventQueue queue, ImportPatience patience) : IFileImporter
{
    public ImportKind Kind => ImportKind.Events;

    public string? Missing(IReadOnlyList<string> columns)
    {
        if (!columns.Contains("eventType")) return "The file has no column eventType.";
        return columns.Contains("leadId") || columns.Contains("email") ? null : "The file has neither a column leadId nor a column email.";
    }

    public Func<List<SourceRow>, CancellationToken, Task> Start(ImportSession session)
    {
        var ids = new RowIds();
        return (rows, ct) => TakeAsync(rows, session, ids, ct);
    }

    private async Task TakeAsync(List<SourceRow> sources, ImportSession session, RowIds ids, CancellationToken ct)
    {
        var nowMs = session.NowMs;
        session.Read(sources.Count);
        var rows = sources.ConvertAll(source => FileEventReader.Read(source, nowMs));
        var resolved = await ResolveAsync(rows.FindAll(row => !row.Draft.Errors.Any), session, ct);
        var found = new List<IncomingEvent>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Draft.Errors.Any || resolved.Find(row.Draft, out _) is not { } leadId)
            {
                session.Reject(row.Row, row.Draft.Errors.ToString());
                continue;
            }

            row.Draft.EventId ??= ids.Next(row, leadId);
            found.Add(row.Draft.ToIncoming(leadId, nowMs) with { ImportId = session.Id });
        }

        await AppendAsync(found, session, ct);
    }

    private async Task<ResolvedLeads> ResolveAsync(List<FileEvent> rows, ImportSession session, CancellationToken ct)
    {
        var drafts = rows.ConvertAll(r => r.Draft);
        var resolved = await patience.RunAsync(() => leads.ResolveAsync(drafts, ct), ct);
        if (!session.CreateLeads) return resolved;
        var (tried, created) = await missing.CreateAsync(rows.Where(r => r.Draft is { LeadId: null or "", Email: { } email } && !resolved.HasEmail(email)), ct);
        session.AddCreatedLeads(created);
        return tried == 0 ? resolved : await patience.RunAsync(() => leads.ResolveAsync(drafts, ct), ct);
    }

    /// <summary>What has counted already need not travel through the queue; what is on its way is told apart by the worker.</summary>
    private async Task AppendAsync(List<IncomingEvent> found, ImportSession session, CancellationToken ct)
    {
        if (found.Count == 0) return;
        var counted = await patience.RunAsync(() => events.ExistingAsync(found.ConvertAll(e => e.EventId), ct), ct);
        var fresh = found.FindAll(e => !counted.Contains(e.EventId));
        session.AddDuplicates(found.Count - fresh.Count);
        if (fresh.Count > 0) session.Appended(await patience.RunAsync(() => queue.EnqueueAsync(Lane.Bulk, fresh, ct), ct));
    }
}
