using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports;

/// <summary>Takes the rows of one kind of file.</summary>
internal interface IFileImporter
{
    ImportKind Kind { get; }

    /// <summary>What a file without these columns is missing; null when it has them.</summary>
    string? Missing(IReadOnlyList<string> columns);

    /// <summary>Something for the rows of one file, in their order.</summary>
    /// <returns>Called with some rows at a time.</returns>
    Func<List<SourceRow>, CancellationToken, Task> Start(ImportSession session);
}
