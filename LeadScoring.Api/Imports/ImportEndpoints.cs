using LeadScoring.Api.Exports;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

internal static class ImportEndpoints
{
    public const int MaxLimit = 200;
    private const long MultipartBytes = 64 * 1024;
    private static readonly CsvTable<RejectedRow> Rejects = new(
        ["Row", "Reason", "Original"],
        (row, rejected) =>
        {
            row.Number(rejected.Row);
            row.Text(rejected.Reason);
            row.Text(rejected.Text);
        });

    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var maxUploads = app.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.MaxConcurrent;
        foreach (var upload in new[]
        {
            app.MapPost("/api/events/upload", UploadEventsAsync).WithDoc(ImportDocs.Events),
            app.MapPost("/api/leads/upload", UploadLeadsAsync).WithDoc(ImportDocs.Leads),
        })
        {
            upload.WithTags("Imports").WithMetadata(new RequestSizeLimitAttribute(ImportOptions.MaxBytes + MultipartBytes)).RequireRateLimiting(RateLimits.Uploads)
                .TurnsAwayWith($"{maxUploads} files are being read, which is the most at a time. Send the file again later.");
        }

        var imports = app.MapGroup("/api/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).WithDoc(ImportDocs.List);
        imports.MapGet("/{id}", GetAsync).WithDoc(ImportDocs.Get);
        imports.MapGet("/{id}/rejects", RejectsAsync).WithDoc(ImportDocs.Rejects).WithDownloadLimit();
    }

    private static async Task<Results<Accepted<EventUploadResponse>, ProblemHttpResult>> UploadEventsAsync(
        HttpContext http, ImportRunner runner, EventImporter importer, string? createLeads, CancellationToken ct)
    {
        var fields = new QueryFields();
        var create = fields.Choice("createLeads", createLeads, false, Flags);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var (session, problem) = await RunAsync(http, runner, importer, create, ct);
        return session is null ? problem! : TypedResults.Accepted(
            $"/api/imports/{session.Id}",
            new EventUploadResponse(session.Id, session.Queued, session.Duplicates, session.Rejected, session.CreatedLeads, session.Errors));
    }

    private static async Task<Results<Ok<LeadUploadResponse>, ProblemHttpResult>> UploadLeadsAsync(
        HttpContext http, ImportRunner runner, LeadImporter importer, CancellationToken ct)
    {
        var (session, problem) = await RunAsync(http, runner, importer, createLeads: false, ct);
        return session is null ? problem! : TypedResults.Ok(
            new LeadUploadResponse(session.Id, session.CreatedLeads, session.Duplicates, session.Rejected, session.Errors));
    }

    private static async Task<(ImportSession? Session, ProblemHttpResult? Problem)> RunAsync(
        HttpContext http, ImportRunner runner, IFileImporter importer, bool createLeads, CancellationToken ct)
    {
        try
        {
            var (upload, problem) = await Upload.OpenAsync(http.Request, ct);
            if (upload is null) return (null, problem);
            var session = await runner.RunAsync(upload, http.Request.ContentLength, createLeads || upload.CreateLeads, importer, ct);
            return session.Rows > session.Rejected ? (session, null) : (null, NothingValid(session));
        }
        catch (FileFaultException fault)
        {
            return (null, Problems.Invalid("file", fault.Message));
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
            _ => null,
        };
        if (temporary is var (status, title))
        {
            http.Response.Headers.RetryAfter = "5";
            return Problems.Of(status, title, rest, ("importId", stopped.Session.Id));
        }

        return stopped.InnerException switch
        {
            FileFaultException fault => BadFile(stopped.Session, "The rest of the file was not read.", fault.Message),
            BadHttpRequestException bad => Problems.Of(bad.StatusCode, "The rest of the file was not read.", bad.Message, ("importId", stopped.Session.Id)),
            _ => null,
        };
    }

    private static ProblemHttpResult NothingValid(ImportSession session) => session.Rows == 0
        ? Problems.Invalid("file", "The file has no rows.")
        : BadFile(session, "No row of the file is valid.", $"Row {session.Errors[0].Row}: {session.Errors[0].Error}");

    private static ProblemHttpResult BadFile(ImportSession session, string title, string message) => Problems.Of(
        StatusCodes.Status400BadRequest, title, message, ("importId", session.Id), ("errors", new Dictionary<string, string[]> { ["file"] = [message] }));

    private static async Task<Results<Ok<ImportResponse[]>, ProblemHttpResult>> ListAsync(ImportStatus imports, string? limit, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 50, 1, MaxLimit);
        return fields.Errors.Any ? Problems.Invalid(fields.Errors) : TypedResults.Ok(await imports.ListAsync(size, ct));
    }

    private static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> GetAsync(string id, ImportStatus imports, CancellationToken ct) =>
        await imports.FindAsync(id, ct) is { } import ? TypedResults.Ok(import) : Unknown();

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> RejectsAsync(
        string id, HttpContext http, IImportStore store, CsvDownload download, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is null) return Unknown();
        return await download.SendAsync(http, $"rejects-{id}", bom: false, Rejects, store.RejectsAsync(id, ct));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such import (any more).");
}
