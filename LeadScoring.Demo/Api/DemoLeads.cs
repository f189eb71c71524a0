using LeadScoring.Contracts.Leads;
using LeadScoring.Demo.Data;

namespace LeadScoring.Demo.Api;

/// <summary>Which demo leads exist, found by their addresses.</summary>
internal sealed class DemoLeads(LeadScoringApi api, TimeProvider time)
{
    /// <summary>How long the result of asking for each address on its own is used again: it is 200 requests.</summary>
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(10);

    private static readonly IReadOnlyDictionary<string, LeadResponse> None = new Dictionary<string, LeadResponse>();
    private long _keepUntilMs; // Unix ms

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was found last.</summary>
    public IReadOnlyDictionary<string, LeadResponse> Latest { get; private set; } = None;

    /// <summary>
    /// One request, unless more than 200 leads have addresses that end like those of demo leads; then one for each address,
    /// and the result is up to 10 minutes old, unless <see cref="Forget"/> was called.
    /// </summary>
    /// <returns>The demo leads by address, as the API knew them then.</returns>
    public async Task<IReadOnlyDictionary<string, LeadResponse>> FindAsync(CancellationToken ct)
    {
        if (NowMs < Volatile.Read(ref _keepUntilMs)) return Latest;
        var page = await api.FindLeadsAsync(DemoData.EmailSuffix, LeadScoringApi.MaxPage, ct);
        if (page.Leads.Count == 0) return Latest = None; // without making the demo data only to know its addresses
        if (page.Leads.Count == page.Total) return Latest = ByAddress(page.Leads);
        var found = new List<LeadResponse>();
        foreach (var email in DemoData.Emails) found.AddRange((await api.FindLeadsAsync(email, LeadScoringApi.MaxPage, ct)).Leads);
        Latest = ByAddress(found);
        Volatile.Write(ref _keepUntilMs, NowMs + (long)KeepFor.TotalMilliseconds);
        return Latest;
    }

    /// <summary>The next <see cref="FindAsync"/> asks the API.</summary>
    public void Forget() => Volatile.Write(ref _keepUntilMs, 0);

    /// <summary>Whether the system has no leads at all.</summary>
    public async Task<bool> IsSystemEmptyAsync(CancellationToken ct) => (await api.FindLeadsAsync(null, 1, ct)).Total == 0;

    /// <summary>The last lead is created when everything else is there. Others may have been deleted since, on purpose.</summary>
    public static bool IsComplete(IReadOnlyDictionary<string, LeadResponse> existing) => existing.Count > 0 && existing.ContainsKey(DemoData.Emails[^1]);

    private static Dictionary<string, LeadResponse> ByAddress(IReadOnlyList<LeadResponse> leads)
    {
        var demo = DemoData.Emails.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return leads.Where(lead => demo.Contains(lead.Email)).DistinctBy(lead => lead.Email, StringComparer.OrdinalIgnoreCase).ToDictionary(lead => lead.Email, StringComparer.OrdinalIgnoreCase);
    }
}
