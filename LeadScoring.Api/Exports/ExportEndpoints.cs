using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Exports;

internal static class ExportEndpoints
{
    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/api/export").WithTags("Export");
        export.MapGet("/leads", LeadsAsync).WithDoc(ExportDocs.Leads);
        export.MapGet("/events/{leadId}", EventsAsync).WithDoc(ExportDocs.Events);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> LeadsAsync(
        HttpContext context, ILeadStore store, CsvDownload download, string? search, string? minScore,
        string? maxScore, string? status, string? sort, string? activeSince, string? inactiveSince, string? bom, CancellationToken ct)
    {
        var fields = new QueryFields();
        var (query, _) = LeadQueryReader.Read(fields, page: null, limit: null, search, minScore, maxScore, status, sort, activeSince, inactiveSince);
        var withBom = fields.Choice("bom", bom, false, Flags);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        return await download.SendAsync(context, "leads", withBom, LeadCsv.Table, store.ExportAsync(query, ct));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> EventsAsync(
        string leadId, HttpContext context, IEventStore store, CsvDownload download, string? bom, CancellationToken ct)
    {
        var fields = new QueryFields();
        var withBom = fields.Choice("bom", bom, false, Flags);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (await store.LedgerAsync(leadId, LedgerOrder.OldestFirst, null, LedgerPages.Size, ct) is not { } first) return LeadEndpoints.Unknown("leadId");
        return await download.SendAsync(context, $"events-{leadId}", withBom, EventCsv.Table, LedgerPages.FromAsync(first, leadId, store, ct));
    }
}
