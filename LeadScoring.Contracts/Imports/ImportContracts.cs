using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Imports;

/// <summary>An uploaded file, while it is read and after.</summary>
/// <param name="Id">The import's id.</param>
/// <param name="Kind">What is in it.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="Format">Detected by its content; null until then.</param>
/// <param name="Encoding">How its bytes were read as text, such as utf-8 or windows-1252.</param>
/// <param name="Delimiter">Between cells; null unless it is CSV.</param>
/// <param name="Columns">Its columns, and what each was taken for.</param>
/// <param name="Defaults">For how many rows a value was taken that the row does not have: `timestamp` is the time of receipt, `eventId` comes from what the row says, `name` is the address, `status` is new.</param>
/// <param name="State">running: being read. processing: read, and its events are being scored. interrupted: send the file again, what had arrived counts once.</param>
/// <param name="Error">Why it was interrupted or failed.</param>
/// <param name="CreateLeads">Whether missing leads are created.</param>
/// <param name="Bytes">Bytes read so far.</param>
/// <param name="TotalBytes">Size of the request; null when the client did not send it.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Queued">Rows whose event was queued.</param>
/// <param name="Waiting">Of those: not scored yet.</param>
/// <param name="Scored">Of those: counted.</param>
/// <param name="Failed">Of those: in the dead letters.</param>
/// <param name="Duplicates">Rows that had counted before.</param>
/// <param name="Conflicts">Rows whose eventId is that of a different event: listed with the rejected ones.</param>
/// <param name="LeadDeleted">Rows whose eventId is that of an event whose lead was deleted: listed with the rejected ones.</param>
/// <param name="Rejected">Rows that are not valid: /api/imports/{id}/rejects has them all.</param>
/// <param name="CreatedLeads">Leads created.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="UpdatedAt">When its record was last saved.</param>
/// <param name="FinishedAt">When reading ended; null until then.</param>
/// <param name="Errors">Of one import: the first 20 rows that were not taken. Empty in lists.</param>
public sealed record ImportResponse(
    string Id, [property: OneOf("events", "leads")] string Kind, string FileName, [property: OneOf("csv", "json", "ndjson")] string? Format,
    string? Encoding, string? Delimiter, IReadOnlyList<ImportColumnResponse> Columns, IReadOnlyList<ImportDefaultResponse> Defaults,
    [property: OneOf("running", "processing", "completed", "interrupted", "failed")] string State, string? Error, bool CreateLeads,
    long Bytes, long? TotalBytes, long Rows, long Queued, long Waiting, long Scored, long Failed, long Duplicates, long Conflicts, long LeadDeleted, long Rejected, long CreatedLeads,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt, IReadOnlyList<ImportErrorResponse> Errors);

/// <summary>A column of a file.</summary>
/// <param name="Name">As it is written in the file.</param>
/// <param name="Field">What it was taken for; `metadata.*`: kept in the metadata under its own name; null: not used.</param>
public sealed record ImportColumnResponse(string Name, string? Field);

/// <summary>A value that rows do not have.</summary>
/// <param name="Field">Which one.</param>
/// <param name="Rows">How many rows do not have it.</param>
public sealed record ImportDefaultResponse(string Field, long Rows);

/// <summary>The result of an upload of events.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Queued">Rows whose event is queued.</param>
/// <param name="Duplicates">Rows that had counted before, as far as it is known yet.</param>
/// <param name="Conflicts">Rows whose eventId is that of a different event.</param>
/// <param name="LeadDeleted">Rows whose eventId is that of an event whose lead was deleted.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="CreatedLeads">Leads that were created for them.</param>
/// <param name="Errors">The first 100 rows that are rejected, in conflict, or of a deleted lead.</param>
public sealed record EventUploadResponse(
    string ImportId, long Queued, long Duplicates, long Conflicts, long LeadDeleted, long Rejected, long CreatedLeads, IReadOnlyList<ImportErrorResponse> Errors);

/// <summary>The result of an upload of leads.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Created">Leads that were created.</param>
/// <param name="Duplicates">Rows whose e-mail address a lead had already; that lead is as it was.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="Errors">The first 100 rejected rows.</param>
public sealed record LeadUploadResponse(
    string ImportId, long Created, long Duplicates, long Rejected, IReadOnlyList<ImportErrorResponse> Errors);

/// <summary>How a file would be read.</summary>
/// <param name="Kind">What is in it, as asked for or as its columns suggest.</param>
/// <param name="Format">Detected by its content.</param>
/// <param name="Encoding">Such as utf-8 or windows-1252.</param>
/// <param name="Delimiter">Between cells; null unless it is CSV.</param>
/// <param name="HeaderRow">Which row names the columns, from 1; null unless it is CSV.</param>
/// <param name="Columns">Its columns, and what each is taken for.</param>
/// <param name="Rows">Rows in the part that was read.</param>
/// <param name="IsComplete">Whether that is the whole file.</param>
/// <param name="Rejected">Rows of them that are not valid.</param>
/// <param name="UnknownLeads">Valid rows of them whose lead does not exist.</param>
/// <param name="NewLeads">Leads that `createLeads` would create for them: how many different addresses they have.</param>
/// <param name="EventTypes">The types of their events, the most frequent first, at most 50; empty for leads.</param>
/// <param name="Errors">The first 100 rows that are not valid.</param>
/// <param name="Problems">What to look at before it is imported.</param>
/// <param name="Preview">The first rows, cell by cell: at most 20, and fewer of a file with more than 200 columns.</param>
public sealed record InspectionResponse(
    [property: OneOf("events", "leads")] string Kind, [property: OneOf("csv", "json", "ndjson")] string Format, string Encoding, string? Delimiter, long? HeaderRow,
    IReadOnlyList<InspectedColumnResponse> Columns, long Rows, bool IsComplete, long Rejected, long UnknownLeads, long NewLeads, IReadOnlyList<InspectedTypeResponse> EventTypes,
    IReadOnlyList<ImportErrorResponse> Errors, IReadOnlyList<string> Problems, IReadOnlyList<PreviewRowResponse> Preview);

/// <summary>A column of a file, before it is imported.</summary>
/// <param name="Name">As it is written in the file.</param>
/// <param name="Field">What it is taken for; `metadata.*`: kept in the metadata under its own name; null: left out.</param>
/// <param name="Confidence">given: the mapping says so. sure: its name means nothing else. guessed: its name can mean something else as well. none: it is taken for no field.</param>
/// <param name="Samples">The first different values, at most five.</param>
public sealed record InspectedColumnResponse(
    string Name, string? Field, [property: OneOf("given", "sure", "guessed", "none")] string Confidence, IReadOnlyList<string> Samples);

/// <summary>A type of events in a file.</summary>
/// <param name="EventType">The type.</param>
/// <param name="Rows">Valid rows that have it.</param>
public sealed record InspectedTypeResponse(string EventType, long Rows);

/// <summary>A row of a file, before it is imported.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Error">Why it would be rejected; null when it would be taken.</param>
/// <param name="Cells">In the order of the columns; with an empty text where it has none.</param>
public sealed record PreviewRowResponse(long Row, string? Error, IReadOnlyList<PreviewCellResponse> Cells);

/// <summary>A cell of a file, before it is imported.</summary>
/// <param name="Text">As it is in the file, at most 100 characters of it.</param>
/// <param name="ReadAs">As it would be read, where that is another text: a time as ISO 8601 in UTC, a cleaned e-mail address.</param>
/// <param name="Error">Why it cannot be read.</param>
public sealed record PreviewCellResponse(string Text, string? ReadAs, string? Error);

/// <summary>A row that was not taken.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Error">What is wrong, and what to send instead.</param>
public sealed record ImportErrorResponse(long Row, string Error);
