using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Imports;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Imports;

internal static class ImportDocs
{
    private const string Id = "019c1f2e5a7b7c41a0f3d2b4c6e8a9ff";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly ImportErrorResponse Error = new(17, "email: No lead has this e-mail address. Create the lead first.");
    private static readonly ImportResponse Import = new(
        Id, "events", "events.csv", "csv", "processing", null, false, 61_203_456, 61_203_711, 1_000_000, 999_999, 400_000, 599_990, 0, 0, 1, 0, At, At.AddSeconds(41), At.AddSeconds(41));

    private static readonly ProblemResponse NothingValid = CommonProblems.Example(
        400, "No row of the file is valid.", "Row 2: " + Error.Error, "file", "Row 2: " + Error.Error) with { ImportId = Id };

    public static OperationDoc Events => new OperationDoc("uploadEvents", "Import events from a CSV or JSON file", """
        CSV (delimiter `,` `;` tab or `|`), a JSON array, or one JSON object per line; told by content. Columns `eventId`, `eventType`, `leadId`
        or `email`, `timestamp`, `metadata` (JSON), however they are written; any other column goes into the metadata. The answer
        comes when the last valid row is queued; invalid ones are kept with the reason. A row without `eventId` gets one from what it says, so
        sending a file again changes nothing. Up to 1 GB; while too many events wait, reading pauses.
        """)
        .File("The file, as the part `file`.", "eventType,email,timestamp,page\npage_view,john@example.com,2026-01-05T08:30:00Z,/pricing\n")
        .Query("createLeads", "`true`: make the leads whose e-mail address nobody has, with `name` and `company` from columns of that name.", Schemas.Choice(["true", "false"], "false"))
        .Answer(202, "Read to its end.", new EventUploadResponse(Id, 999_999, 0, 1, 0, [Error]), ("Location", "The import's address.", $"/api/imports/{Id}"))
        .Problem(400, "No row is valid, or the file cannot be read.", NothingValid).WrongFile()
        .Problem(429, "The backlog did not shrink for ten minutes. What had arrived counts.", CommonProblems.Example(429, "Too many events wait.", "The rest of the file was not read. Send it again later: what had arrived counts once.") with { ImportId = Id })
        .Unavailable();

    public static OperationDoc Leads => new OperationDoc("uploadLeads", "Import leads from a CSV or JSON file", """
        As for events, with the columns `name`, `email`, `company`, `status` and `metadata` (JSON); any other column goes into the metadata. A
        row whose e-mail address a lead has already is a duplicate, and that lead stays as it is.
        """)
        .File("The file, as the part `file`.", "name,email,company,source\nJane Doe,jane@example.com,Acme,fair\n")
        .Answer(200, "Read to its end.", new LeadUploadResponse(Id, 4999, 0, 1, [new ImportErrorResponse(17, "email: Must be an e-mail address such as jane@example.com.")]))
        .Problem(400, "No row is valid, or the file cannot be read.", NothingValid).WrongFile().Unavailable();

    public static OperationDoc List => new OperationDoc("listImports", "Imports, newest first", "The last 1,000 are kept.")
        .Query("limit", "How many.", Schemas.Integer(1, ImportEndpoints.MaxLimit, 50))
        .Answer(200, "The imports.", new[] { Import }).Invalid("limit", "Must be a whole number from 1 to 200.").Unavailable();

    public static OperationDoc Get => new OperationDoc("getImport", "One import and its progress", "While the file is read, and until its last event is scored.")
        .Path("id", "The import's id.", Id).Answer(200, "The import.", Import).NotFound("id", "No such import (any more).").Unavailable();

    public static OperationDoc Rejects => new OperationDoc("getRejects", "The rejected rows of an import as a CSV file", """
        With row number and reason, and each row as it was in the file (of a very long one, the beginning).
        """)
        .Path("id", "The import's id.", Id)
        .TextAnswer(200, "text/csv", "A file.", "Row,Reason,Original\r\n17,email: No lead has this e-mail address. Create the lead first.,\"page_view,nobody@example.com\"\r\n")
        .NotFound("id", "No such import (any more).").Unavailable();

    private static OperationDoc WrongFile(this OperationDoc doc) => doc
        .Problem(413, "The file is larger than 1 GB.", CommonProblems.Example(413, "The request is too large.", "Request body too large."))
        .Problem(415, "The body is no multipart/form-data.", CommonProblems.Example(415, "Unsupported content.", "Send multipart/form-data with the file as its part \"file\", for example curl -F \"file=@events.csv\"."));
}
