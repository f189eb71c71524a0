using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Imports;

/// <summary>Uploaded files and their rejected rows. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IImportStore
{
    /// <summary>Imports stored; adding one removes the oldest beyond them.</summary>
    const int MaxImports = 1000;

    /// <summary>Stores a new import with what <see cref="SaveAsync"/> saves.</summary>
    Task AddAsync(Import import, CancellationToken ct);

    /// <summary>
    /// Saves the progress of an import and the rows rejected since the last call, all or nothing. <see cref="Import.Scored"/> and
    /// <see cref="Import.Failed"/> are ignored, since commits count them; <see cref="Import.Drained"/> becomes false.
    /// </summary>
    Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct);

    Task<Import?> FindAsync(string id, CancellationToken ct);

    /// <summary>The newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct);

    /// <summary>Sets <see cref="Import.Drained"/>: all of its entries have left the queue.</summary>
    Task DrainedAsync(string id, CancellationToken ct);

    /// <summary>The rejected rows in the order of the file, some hundred at a time.</summary>
    IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, CancellationToken ct);
}
