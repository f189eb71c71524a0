using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>The real store, except for exports, which a test plays.</summary>
public sealed class ScriptedExport(ILeadStore inner) : ILeadStore
{
    public Func<CancellationToken, IAsyncEnumerable<IReadOnlyList<Lead>>> Script { get; set; } = _ => throw new InvalidOperationException();

    public IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, CancellationToken ct) => Script(ct);

    public Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct) => inner.CreateAsync(draft, ct);

    public Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct) => inner.CreateManyAsync(drafts, ct);

    public Task<Lead?> FindAsync(string leadId, CancellationToken ct) => inner.FindAsync(leadId, ct);

    public Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct) => inner.UpdateAsync(leadId, draft, ct);

    public Task<StatusUpdate> SetStatusAsync(IReadOnlyCollection<string> leadIds, LeadStatus status, LeadStatus? from, CancellationToken ct) => inner.SetStatusAsync(leadIds, status, from, ct);

    public Task<LeadDeletion?> DeleteAsync(string leadId, CancellationToken ct) => inner.DeleteAsync(leadId, ct);

    public Task<bool> PurgeAsync(int maxRows, CancellationToken ct) => inner.PurgeAsync(maxRows, ct);

    public Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct) => inner.ListAsync(query, ct);

    public Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct) => inner.LeaderboardAsync(limit, ct);

    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) => inner.ExistingAsync(leadIds, ct);

    public Task<IReadOnlyDictionary<string, LeadStatus>> StatusesAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) => inner.StatusesAsync(leadIds, ct);

    public Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct) => inner.FindByEmailAsync(emails, ct);
}
