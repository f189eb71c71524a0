using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Imports;

/// <summary>An uploaded file, while it is read and after.</summary>
/// <param name="Id">The import's id.</param>
/// <param name="Kind">What is in it.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="Format">Detected by its content; null until then.</param>
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
/// <param name="Rejected">Rows that are not valid: /api/imports/{id}/rejects has them all.</param>
/// <param name="CreatedLeads">Leads created.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="UpdatedAt">When its record was last saved.</param>
/// <param name="FinishedAt">When reading ended; null until then.</param>
public sealed record ImportResponse(
    string Id, [property: OneOf("events", "leads")] string Kind, string FileName, [property: OneOf("csv", "json", "ndjson")] string? Format,
    [property: OneOf("running", "processing", "completed", "interrupted", "failed")] string State, string? Error, bool CreateLeads,
    long Bytes, long? TotalBytes, long Rows, long Queued, long Waiting, long Scored, long Failed, long Duplicates, long Rejected, long CreatedLeads,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

/// <summary>The result of an upload of events.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Queued">Rows whose event is queued.</param>
/// <param name="Duplicates">Rows that had counted before, as far as it is known yet.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="CreatedLeads">Leads that were created for them.</param>
/// <param name="Errors">The first 100 rejected rows.</param>
public sealed record EventUploadResponse(
    string ImportId, long Queued, long Duplicates, long Rejected, long CreatedLeads, IReadOnlyList<ImportErrorResponse> Errors);

/// <summary>The result of an upload of leads.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Created">Leads that were created.</param>
/// <param name="Duplicates">Rows whose e-mail address a lead had already; that lead is as it was.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="Errors">The first 100 rejected rows.</param>
public sealed record LeadUploadResponse(string ImportId, long Created, long Duplicates, long Rejected, IReadOnlyList<ImportErrorResponse> Errors);

/// <summary>A row that was not taken.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Error">What is wrong, and what to send instead.</param>
public sealed record ImportErrorResponse(long Row, string Error);
