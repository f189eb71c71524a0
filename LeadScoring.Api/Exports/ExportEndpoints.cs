using System.Runtime.CompilerServices;
using CsvHelper;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Exports;

/// <summary>All leads, and the events of one lead, as CSV files.</summary>
internal static class ExportEndpoints
{
    private const int PageSize = 1000;

    private static readonly CsvTable<Lead> Leads = new(
        ["Name", "Email", "Company", "Score", "Status", "Created", "Lead ID", "Rank", "Events", "Last Event", "Updated", "Metadata"], Write);

    private static readonly CsvTable<LedgerEntry> Ledger = new(
        ["Event ID", "Event Type", "Timestamp", "Processed", "Metadata", "Points", "Change", "Previous Score", "Score", "Rule Version", "Late", "Unscored"], Write);

    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/api/export").WithTags("Export");
        export.MapGet("/leads", LeadsAsync).WithDoc(ExportDocs.Leads).WithDownloadLimit();
        export.MapGet("/events/{leadId}", EventsAsync).WithDoc(ExportDocs.Events).WithDownloadLimit();
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> LeadsAsync(
        HttpContext context, ILeadStore store, CsvDownload download, string? search, string? minScore,
        string? maxScore, string? status, string? sort, string? activeSince, string? inactiveSince, string? bom, CancellationToken ct)
    {
        var fields = new QueryFields();
        var (query, _) = LeadQueryReader.Read(fields, page: null, limit: null, search, minScore, maxScore, status, sort, activeSince, inactiveSince);
        var withBom = fields.Choice("bom", bom, false, Flags);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        return await download.SendAsync(context, "leads", withBom, Leads, store.ExportAsync(query, ct));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> EventsAsync(
        string leadId, HttpContext context, IEventStore store, CsvDownload download, string? bom, CancellationToken ct)
    {
        var fields = new QueryFields();
        var withBom = fields.Choice("bom", bom, false, Flags);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (await store.LedgerAsync(leadId, LedgerOrder.OldestFirst, null, PageSize, ct) is not { } first) return LeadEndpoints.Unknown("leadId");
        return await download.SendAsync(context, $"events-{leadId}", withBom, Ledger, PagesAsync(first, leadId, store, ct));
    }

    /// <summary>The whole ledger, a page at a time.</summary>
    /// <exception cref="InvalidOperationException">The lead was deleted, or its ledger was recalculated, since the page before.</exception>
    private static async IAsyncEnumerable<IReadOnlyList<LedgerEntry>> PagesAsync(
        CursorPage<LedgerEntry> first, string leadId, IEventStore store, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return page.Items;
            if (page.Next is not { } next) yield break;
            var score = page.Items[^1].Score;
            page = await store.LedgerAsync(leadId, LedgerOrder.OldestFirst, next, PageSize, ct)
                ?? throw new InvalidOperationException("The lead was deleted while it was exported.");
            if (page.Items.Count > 0 && page.Items[0].PreviousScore != score) throw new InvalidOperationException("The ledger changed while it was exported, so that it would not add up.");
        }
    }

    private static void Write(CsvWriter row, Lead lead)
    {
        row.Text(lead.Name);
        row.Text(lead.Email);
        row.Text(lead.Company);
        row.Number(lead.CurrentScore);
        row.Text(LeadStatusNames.Of(lead.Status));
        row.Time(lead.CreatedAtMs);
        row.Text(lead.Id);
        row.Number(lead.Rank);
        row.Number(lead.EventCount);
        row.Time(lead.LastEventAtMs);
        row.Time(lead.UpdatedAtMs);
        row.Text(lead.Metadata);
    }

    private static void Write(CsvWriter row, LedgerEntry line)
    {
        row.Text(line.EventId);
        row.Text(line.EventType);
        row.Time(line.TimestampMs);
        row.Time(line.ProcessedAtMs);
        row.Text(line.Metadata);
        row.Number(line.Points);
        row.Number(line.Change);
        row.Number(line.PreviousScore);
        row.Number(line.Score);
        row.Number(line.RuleVersion);
        row.Flag(line.Late);
        row.Flag(line.Unscored);
    }
}
