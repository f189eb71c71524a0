using System.Text.Json;
using LeadScoring.Contracts.Demo;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using LeadScoring.Demo.Data;

namespace LeadScoring.Demo.Api;

/// <summary>
/// Which sample leads exist: those that have one of the addresses and the mark <see cref="SampleLead.Mark"/> in their metadata. A lead without
/// the mark is somebody's own, whatever its address, and is never written to or deleted.
/// </summary>
internal sealed class DemoLeads(LeadScoringApi api, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How long the result of asking for each address on its own is used again: it is 200 requests.</summary>
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(10);

    private static readonly IReadOnlyDictionary<string, LeadResponse> None = new Dictionary<string, LeadResponse>();
    private readonly Lock _gate = new();
    private Task<IReadOnlyDictionary<string, LeadResponse>>? _search;
    private int _generation;
    private long _keepUntilMs; // Unix ms

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was found last.</summary>
    public IReadOnlyDictionary<string, LeadResponse> Latest { get; private set; } = None;

    /// <summary>
    /// One request, unless more than 200 leads have addresses that end like those of sample leads; then one for each address,
    /// and the result is up to 10 minutes old, unless <see cref="Forget"/> was called. Callers share a search that is under way, and it goes on
    /// when one of them gives up.
    /// </summary>
    /// <returns>The sample leads by address, as the API knew them then.</returns>
    public Task<IReadOnlyDictionary<string, LeadResponse>> FindAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (NowMs < _keepUntilMs) return Task.FromResult(Latest);
            if (_search is null or { IsCompleted: true }) _search = SearchAsync(_generation, lifetime.ApplicationStopping);
            return _search.WaitAsync(ct);
        }
    }

    /// <summary>The next <see cref="FindAsync"/> asks the API, and does not join a search that is under way.</summary>
    public void Forget()
    {
        lock (_gate) (_search, _keepUntilMs, _generation) = (null, 0, _generation + 1);
    }

    private async Task<IReadOnlyDictionary<string, LeadResponse>> SearchAsync(int generation, CancellationToken ct)
    {
        await Task.Yield(); // so that the caller's lock is not held
        var page = await api.FindLeadsAsync(DemoData.EmailSuffix, LeadScoringApi.MaxPage, ct);
        if (page.Leads.Count == 0) return Latest = None; // without making the demo data only to know its addresses
        if (page.Leads.Count == page.Total) return Latest = ByAddress(page.Leads);
        var found = new List<LeadResponse>();
        foreach (var email in DemoData.Emails) found.AddRange((await api.FindLeadsAsync(email, LeadScoringApi.MaxPage, ct)).Leads);
        lock (_gate)
        {
            if (generation == _generation) _keepUntilMs = NowMs + (long)KeepFor.TotalMilliseconds;
            return Latest = ByAddress(found);
        }
    }

    /// <summary>All leads of the system, sample leads and others.</summary>
    public async Task<long> CountAllAsync(CancellationToken ct) => (await api.FindLeadsAsync(null, 1, ct)).Total;

    public static bool IsSample(LeadResponse lead)
    {
        if (lead.Metadata is null) return false;
        using var metadata = JsonDocument.Parse(lead.Metadata);
        return metadata.RootElement.ValueKind == JsonValueKind.Object && metadata.RootElement.TryGetProperty(SampleLead.Mark, out var mark) && mark.ValueKind == JsonValueKind.True;
    }

    /// <summary>The last lead is created when everything else is there. Others may have been deleted since, on purpose.</summary>
    public static bool IsComplete(IReadOnlyDictionary<string, LeadResponse> existing) => existing.Count > 0 && existing.ContainsKey(DemoData.Emails[^1]);

    private static Dictionary<string, LeadResponse> ByAddress(IReadOnlyList<LeadResponse> leads)
    {
        var demo = DemoData.Emails.ToHashSet(EmailComparer.Instance);
        return leads.Where(lead => demo.Contains(lead.Email) && IsSample(lead)).DistinctBy(lead => lead.Email, EmailComparer.Instance).ToDictionary(lead => lead.Email, EmailComparer.Instance);
    }
}
