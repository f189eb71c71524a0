using LeadScoring.Core.Imports;
using LeadScoring.Core.Storage;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>The real store, except that saving an import's progress fails so many times.</summary>
public sealed class FlakyImports(IImportStore inner) : IImportStore
{
    public int Failures { get; set; }

    public Task AddAsync(Import import, CancellationToken ct) => inner.AddAsync(import, ct);

    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct) =>
        Failures-- > 0 ? throw new StoreUnavailableException("busy") : inner.SaveAsync(import, rejected, ct);

    public Task<Import?> FindAsync(string id, CancellationToken ct) => inner.FindAsync(id, ct);

    public Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct) => inner.ListAsync(limit, ct);

    public Task DrainedAsync(string id, CancellationToken ct) => inner.DrainedAsync(id, ct);

    public IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, CancellationToken ct) => inner.RejectsAsync(id, ct);
}
