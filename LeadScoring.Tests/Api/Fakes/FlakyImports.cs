using System.Runtime.CompilerServices;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>The real store, except that saving an import's progress fails so many times, and that reading rejected rows can be held up.</summary>
public sealed class FlakyImports(IImportStore inner) : IImportStore
{
    public static void Replace(IServiceCollection services)
    {
        var real = services.Last(s => s.ServiceType == typeof(IImportStore)).ImplementationType!;
        services.AddSingleton(s => new FlakyImports((IImportStore)ActivatorUtilities.CreateInstance(s, real)));
        services.AddSingleton<IImportStore>(s => s.GetRequiredService<FlakyImports>());
    }

    public int Failures { get; set; }

    /// <summary>What reading rejected rows waits for after the first ones.</summary>
    public Task Released { get; set; } = Task.CompletedTask;

    public Task AddAsync(Import import, CancellationToken ct) => inner.AddAsync(import, ct);

    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct) =>
        Failures-- > 0 ? throw new StoreUnavailableException("busy") : inner.SaveAsync(import, rejected, ct);

    public Task<Import?> FindAsync(string id, CancellationToken ct) => inner.FindAsync(id, ct);

    public Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct) => inner.ListAsync(limit, ct);

    public Task DrainedAsync(string id, CancellationToken ct) => inner.DrainedAsync(id, ct);

    public async IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var rows in inner.RejectsAsync(id, ct))
        {
            yield return rows;
            await Released;
        }
    }
}
