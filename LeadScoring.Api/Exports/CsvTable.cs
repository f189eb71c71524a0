using CsvHelper;

namespace LeadScoring.Api.Exports;

/// <summary>The columns of an export, and how one item becomes a row of them.</summary>
internal sealed record CsvTable<T>(string[] Header, Action<CsvWriter, T> Row);
