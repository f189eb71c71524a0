namespace LeadScoring.Api.Imports;

/// <summary>What became of a file of events.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Queued">Rows whose event is queued.</param>
/// <param name="Duplicates">Rows that had counted before, as far as it is known yet.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="CreatedLeads">Leads that were made for them.</param>
/// <param name="Errors">The first 100 rejected rows.</param>
public sealed record EventUploadAnswer(
    string ImportId, long Queued, long Duplicates, long Rejected, long CreatedLeads, IReadOnlyList<ImportErrorJson> Errors);
