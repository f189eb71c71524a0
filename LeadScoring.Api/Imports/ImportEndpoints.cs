using System.ComponentModel;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Imports;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

internal static class ImportEndpoints
{
    private const string Incomplete = "The body ends before the boundary that closes it. Send the file again: what had arrived counts once.";
    private const int DefaultLimit = 50;
    private const long MultipartBytes = 64 * 1024;

    private static readonly CsvTable<RejectedRow> Rejects = new(
        ["Row", "Reason", "Original"],
        (row, rejected) =>
        {
            row.Number(rejected.Row);
            row.Text(rejected.Reason);
            row.Text(rejected.Text);
        });

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/events/upload", UploadEventsAsync).WithName("uploadEvents").AsUpload(app)
            .TakesFile("The file, as the part `file`.", "eventType,email,timestamp,page\npage_view,john@example.com,2026-01-05T08:30:00Z,/pricing\n")
            .AnswersWithHeader(202, "Location", "The import's address.", $"/api/imports/{Examples.ImportId}").Refuses(400, 413, 415, 429);
        app.MapPost("/api/leads/upload", UploadLeadsAsync).WithName("uploadLeads").AsUpload(app)
            .TakesFile("The file, as the part `file`.", "name,email,company,source\nJane Doe,jane@example.com,Acme,fair\n").Refuses(400, 413, 415);
        app.MapPost("/api/imports/inspect", InspectAsync).WithName("inspectFile").AsUpload(app)
            .TakesFile("The file, as the part `file`, or its first megabyte.", "Event Type;E-mail;Occurred At\npage_view;john@example.com;2026-01-05 08:30\n").Refuses(400, 413, 415);
        var imports = app.MapGroup("/api/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).WithName("listImports");
        imports.MapGet("/{id}", GetAsync).WithName("getImport").Refuses(404);
        imports.MapGet("/{id}/rejects", RejectsAsync).WithName("getRejects").AnswersWithText("text/csv").Refuses(404).WithDownloadLimit();
    }

    private static RouteHandlerBuilder AsUpload(this RouteHandlerBuilder endpoint, IEndpointRouteBuilder app)
    {
        var maxOpen = app.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.MaxOpen;
        return endpoint.WithTags("Imports").WithMetadata(new RequestSizeLimitAttribute(ImportOptions.MaxBytes + MultipartBytes)).RequireRateLimiting(ConcurrencyLimits.Uploads)
            .WithBusyMessage($"{maxOpen} files are being read, which is the most at a time. Send the file again later.");
    }

    /// <summary>Import events from a CSV or JSON file</summary>
    /// <remarks>
    /// CSV (delimiter `,` `;` tab or `|`), a JSON array, or one JSON object per line; format, encoding and columns are found out from the content (see
    /// `POST /api/imports/inspect`), or named in a form field `mapping` before the file. Columns `eventId`, `eventType`, `leadId`
    /// or `email`, `timestamp`, `metadata` (JSON), by these names or those that other products use; any other column goes into the metadata. The answer
    /// comes when the last valid row is queued; invalid ones are kept with the reason. A row without `eventId` gets one from what it says, so
    /// sending a file again changes nothing; a row whose `eventId` is that of a different event is a conflict, and listed. Up to 1 GB; while too many events wait, reading pauses.
    /// </remarks>
    /// <param name="createLeads">`true`: make the leads whose e-mail address nobody has, with `name` and `company` from columns of that name.</param>
    /// <response code="202">Read to its end.</response>
    /// <response code="400">No row is valid, or the file cannot be read.</response>
    /// <response code="413">The file is larger than 1 GB.</response>
    /// <response code="415">The body is no multipart/form-data, or has a Content-Encoding that is not read.</response>
    /// <response code="429">The backlog did not shrink for ten minutes. What had arrived counts.</response>
    internal static async Task<Results<Accepted<EventUploadResponse>, ProblemHttpResult>> UploadEventsAsync(
        HttpContext http, [DefaultValue("false")] string? createLeads, ImportRunner runner, EventImporter importer,
        CancellationToken ct)
    {
        if (Upload.Flag(createLeads) is not { } create) return Problems.Invalid("createLeads", Upload.FlagExpected);
        var (session, problem) = await RunAsync(http, runner, importer, create, ct);
        return session?.Import is not { } i ? problem! : TypedResults.Accepted(
            $"/api/imports/{i.Id}", new EventUploadResponse(i.Id, i.Queued, i.Duplicates, i.Conflicts, i.LeadDeleted, i.Rejected, i.CreatedLeads, session.Errors));
    }

    /// <summary>Import leads from a CSV or JSON file</summary>
    /// <remarks>
    /// As for events, with the columns `name` (or first and last name), `email`, `company`, `status` and `metadata` (JSON); any other column goes into the metadata. A
    /// lead without a name is named by its address. A row whose e-mail address a lead has already is a duplicate, and that lead stays as it is.
    /// </remarks>
    /// <response code="200">Read to its end.</response>
    /// <response code="400">No row is valid, or the file cannot be read.</response>
    /// <response code="413">The file is larger than 1 GB.</response>
    /// <response code="415">The body is no multipart/form-data, or has a Content-Encoding that is not read.</response>
    internal static async Task<Results<Ok<LeadUploadResponse>, ProblemHttpResult>> UploadLeadsAsync(
        HttpContext http, ImportRunner runner, LeadImporter importer, CancellationToken ct)
    {
        var (session, problem) = await RunAsync(http, runner, importer, createLeads: false, ct);
        return session?.Import is not { } i ? problem! : TypedResults.Ok(new LeadUploadResponse(i.Id, i.CreatedLeads, i.Duplicates, i.Rejected, session.Errors));
    }

    private static async Task<(ImportSession? Session, ProblemHttpResult? Problem)> RunAsync(
        HttpContext http, ImportRunner runner, IFileImporter importer, bool createLeads, CancellationToken ct)
    {
        try
        {
            var (upload, problem) = await Upload.OpenAsync(http.Request, ct);
            if (upload is null) return (null, problem);
            var session = await runner.RunAsync(upload, http.Request.ContentLength, createLeads || upload.CreateLeads, importer, ct);
            return session.Import.Rows > session.Import.Rejected ? (session, null) : (null, NothingValid(session));
        }
        catch (FileFaultException fault)
        {
            return (null, Problems.Invalid(fault.Part, fault.Message));
        }
        catch (Exception e) when (Upload.IsIncomplete(e, ct))
        {
            return (null, Problems.Invalid("file", Incomplete));
        }
        catch (ImportStoppedException stopped) when (Answer(http, stopped) is { } answer)
        {
            return (null, answer);
        }
    }

    /// <summary>Null for an unexpected failure.</summary>
    private static ProblemHttpResult? Answer(HttpContext http, ImportStoppedException stopped)
    {
        const string rest = "The rest of the file was not read. Send it again later: what had arrived counts once.";
        (int Status, string Title)? temporary = stopped.InnerException switch
        {
            QueueFullException => (StatusCodes.Status429TooManyRequests, "Too many events wait."),
            QueueUnavailableException or StoreUnavailableException => (StatusCodes.Status503ServiceUnavailable, "Temporarily unavailable."),
            RowMemoryFullException => (StatusCodes.Status503ServiceUnavailable, "Too many large files without eventIds are being read."),
            _ => null,
        };
        if (temporary is var (status, title))
        {
            http.Response.Headers.RetryAfter = "5";
            return Problems.Of(status, title, rest, ("importId", stopped.Session.Import.Id));
        }

        return stopped.InnerException switch
        {
            FileFaultException fault => BadFile(stopped.Session, "The rest was not read.", fault.Message, fault.Part),
            BadHttpRequestException bad => Problems.Of(bad.StatusCode, "The rest of the file was not read.", bad.Message, ("importId", stopped.Session.Import.Id)),
            IOException => BadFile(stopped.Session, "The rest was not read.", Incomplete),
            _ => null,
        };
    }

    private static ProblemHttpResult NothingValid(ImportSession session) => session.Import.Rows == 0
        ? Problems.Invalid("file", "The file has no rows.")
        : BadFile(session, "No row of the file is valid.", $"Row {session.Errors[0].Row}: {session.Errors[0].Error}");

    private static ProblemHttpResult BadFile(ImportSession session, string title, string message, string field = "file") => Problems.Of(
        StatusCodes.Status400BadRequest, title, message, ("importId", session.Import.Id), ("errors", new Dictionary<string, string[]> { [field] = [message] }));

    /// <summary>What a file is understood as</summary>
    /// <remarks>
    /// Reads the first megabyte as an upload would, and says format, encoding, delimiter, what each column is taken for, how its first rows would be read, and which would be rejected.
    /// Nothing is stored. Correct it with a form field `mapping` before the file, here and in the upload:
    /// `{"columns": {"Mail": "email", "Comment": ""}, "encoding": "windows-1250", "delimiter": ";"}`, each part optional. A column can be `eventId`, `eventType`, `leadId`,
    /// `email`, `timestamp`, `date`, `time`, `metadata`, `name`, `firstName`, `lastName`, `company`, `status`, `metadata.*` (kept in the metadata under its own name) or empty (left out).
    /// </remarks>
    /// <param name="kind">What is in it. Left out: what its columns suggest.</param>
    /// <param name="part">`true`: what is sent is the beginning of a longer file, whose last row may be cut.</param>
    /// <response code="200">How it would be read.</response>
    /// <response code="400">The file, or the mapping, cannot be read.</response>
    /// <response code="413">The file is larger than 1 GB.</response>
    /// <response code="415">The body is no multipart/form-data.</response>
    internal static async Task<Results<Ok<InspectionResponse>, ProblemHttpResult>> InspectAsync(
        HttpContext http, [OneOf("events", "leads", OrEmpty = true)] string? kind, [OneOf("true", "false", OrEmpty = true), DefaultValue("false")] string? part,
        Inspection inspection, CancellationToken ct)
    {
        try
        {
            var (upload, problem) = await Upload.OpenAsync(http.Request, ct);
            return upload is null ? problem! : TypedResults.Ok(await inspection.RunAsync(upload, kind, part == "true", ct));
        }
        catch (FileFaultException fault)
        {
            return Problems.Invalid(fault.Part, fault.Message);
        }
        catch (Exception e) when (e is InvalidDataException || Upload.IsIncomplete(e, ct))
        {
            return Problems.Invalid("file", "The multipart body is broken or incomplete. Send the file again.");
        }
    }

    /// <summary>Imports, newest first</summary>
    /// <remarks>The last 1,000 are kept.</remarks>
    /// <param name="limit">How many.</param>
    /// <param name="offset">How many of the newest are left out.</param>
    /// <response code="200">The imports.</response>
    internal static async Task<Ok<ImportResponse[]>> ListAsync(
        [WholeNumber(1, 200), DefaultValue(DefaultLimit)] int? limit, [WholeNumber(0, IImportStore.MaxImports), DefaultValue(0)] int? offset, ImportReader imports, CancellationToken ct) =>
        TypedResults.Ok(await imports.ListAsync(offset ?? 0, limit ?? DefaultLimit, ct));

    /// <summary>One import and its progress</summary>
    /// <remarks>While the file is read, and until its last event is scored.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a9ff">The import's id.</param>
    /// <response code="200">The import.</response>
    /// <response code="404">No such import (any more).</response>
    internal static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> GetAsync(string id, ImportReader imports, CancellationToken ct) =>
        await imports.FindAsync(id, ct) is { } import ? TypedResults.Ok(import) : Unknown();

    /// <summary>The rejected rows of an import as a CSV file</summary>
    /// <remarks>With row number and reason, and each row as it was in the file (of a very long one, the beginning).</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a9ff">The import's id.</param>
    /// <response code="200">A file.</response>
    /// <response code="404">No such import (any more).</response>
    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> RejectsAsync(
        string id, HttpContext http, IImportStore store, CsvDownload download, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is null) return Unknown();
        return await download.SendAsync(http, $"rejects-{id}", bom: false, Rejects, store.RejectsAsync(id, ct));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such import (any more).");
}
