namespace LeadScoring.Web.Leads;

/// <summary>The dashboard is the API's first client: whatever it shows came from there.</summary>
public sealed class LeadsClient(HttpClient http)
{
    /// <summary>Where the API answers.</summary>
    public Uri Address => http.BaseAddress!;

    /// <exception cref="HttpRequestException">The API does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<LeadRow>> LeaderboardAsync(int limit, CancellationToken ct) =>
        await http.GetFromJsonAsync<List<LeadRow>>($"/api/leaderboard?limit={limit}", ct).ConfigureAwait(false) ?? [];
}
