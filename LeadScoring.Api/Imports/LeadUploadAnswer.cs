namespace LeadScoring.Api.Imports;

/// <summary>What became of a file of leads.</summary>
/// <param name="ImportId">Where to look for the rest: /api/imports/{importId}.</param>
/// <param name="Created">Leads that were made.</param>
/// <param name="Duplicates">Rows whose e-mail address a lead had already; that lead is as it was.</param>
/// <param name="Rejected">Rows that are not valid.</param>
/// <param name="Errors">The first 100 rejected rows.</param>
public sealed record LeadUploadAnswer(string ImportId, long Created, long Duplicates, long Rejected, IReadOnlyList<ImportErrorJson> Errors);
