using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Imports;

/// <summary>Uploaded files and their rejected rows. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IImportStore
{
    /// <summary>Imports kept; with a new one, the oldest beyond them go.</summary>
    const int Kept = 1000;

    Task AddAsync(Import import, CancellationToken ct);

    /// <summary>
    /// Saves how far an import is, and the rows rejected since the last time, all or nothing. <see cref="Import.Scored"/> and
    /// <see cref="Import.Failed"/> are not taken over: the commits keep them. <see cref="Import.Drained"/> no longer holds.
    /// </summary>
    Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct);

    Task<Import?> FindAsync(string id, CancellationToken ct);

    /// <summary>The newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct);

    /// <summary>Notes that nothing of it is in the queue any more.</summary>
    Task DrainedAsync(string id, CancellationToken ct);

    /// <summary>The rejected rows in the order of the file, some at a time.</summary>
    IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, CancellationToken ct);
}
