using System.ComponentModel;
using System.Runtime.CompilerServices;
using CsvHelper;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Json;
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

    private static readonly CsvTable<(LedgerEntry Line, string Email)> Ledger = new(
        ["Event ID", "Event Type", "Timestamp", "Processed", "Metadata", "Points", "Change", "Previous Score", "Score", "Rule Version", "Late", "Unscored", "Email"], Write);

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/api/export").WithTags("Export");
        export.MapGet("/leads", LeadsAsync).WithName("exportLeads").AnswersWithText("text/csv").WithDownloadLimit();
        export.MapGet("/events/{leadId}", EventsAsync).WithName("exportEvents").AnswersWithText("text/csv").Refuses(404).WithDownloadLimit();
    }

    /// <summary>All leads as a CSV file</summary>
    /// <remarks>
    /// Takes the filters and the order of the list of leads, and goes through all that match, each once, however many they are. Which leads
    /// and in what order is settled at the start; fields, score and rank are as they are when the row is written, and a lead that was deleted
    /// by then is left out. RFC 4180 in UTF-8. Text that a spreadsheet would run as a formula has an apostrophe in front. When something
    /// fails on the way, the connection breaks off: a file that ends properly is whole.
    /// </remarks>
    /// <param name="bom">Whether the file begins with a byte order mark, without which Excel does not take it for UTF-8.</param>
    /// <response code="200">A file named `leads-`date`.csv`; its columns are as in the example.</response>
    internal static Task<EmptyHttpResult> LeadsAsync(
        HttpContext context, [AsParameters] LeadFilterQuery filter, [OneOf("true", "false", OrEmpty = true), DefaultValue("false")] string? bom,
        ILeadStore store, CsvDownload download, TimeProvider time, CancellationToken ct) =>
        download.SendAsync(context, "leads", bom == "true", Leads, store.ExportAsync(filter.ToQuery(0, 0, time), ct));

    /// <summary>A lead's events as a CSV file</summary>
    /// <remarks>The ledger, oldest first: every event with what it did to the score. Conventions are those of the export of leads.</remarks>
    /// <param name="leadId" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <param name="bom">Whether the file begins with a byte order mark, without which Excel does not take it for UTF-8.</param>
    /// <response code="200">A file named `events-`lead`-`date`.csv`; its columns are as in the example.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> EventsAsync(
        HttpContext context, string leadId, [OneOf("true", "false", OrEmpty = true), DefaultValue("false")] string? bom,
        IEventStore store, ILeadStore leads, CsvDownload download, CancellationToken ct)
    {
        if (await leads.FindAsync(leadId, ct) is not { } lead || await store.LedgerAsync(leadId, LedgerOrder.OldestFirst, null, PageSize, ct) is not { } first) return LeadEndpoints.Unknown("leadId");
        return await download.SendAsync(context, $"events-{leadId}", bom == "true", Ledger, PagesAsync(first, lead, store, ct));
    }

    /// <summary>The whole ledger, a page at a time.</summary>
    /// <exception cref="InvalidOperationException">The lead was deleted, or its ledger was recalculated, since the page before.</exception>
    private static async IAsyncEnumerable<IReadOnlyList<(LedgerEntry Line, string Email)>> PagesAsync(
        CursorPage<LedgerEntry> first, Lead lead, IEventStore store, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return [.. page.Items.Select(line => (line, lead.Email))];
            if (page.Next is not { } next) yield break;
            var score = page.Items[^1].Score;
            page = await store.LedgerAsync(lead.Id, LedgerOrder.OldestFirst, next, PageSize, ct)
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

    private static void Write(CsvWriter row, (LedgerEntry Line, string Email) item)
    {
        var (line, email) = item;
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
        row.Text(email);
    }
}
