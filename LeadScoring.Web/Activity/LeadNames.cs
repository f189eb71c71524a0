using System.Collections.Concurrent;
using System.Net;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;

namespace LeadScoring.Web.Activity;

/// <param name="Company">Null: none.</param>
public sealed record LeadLabel(string Name, string? Company)
{
    public bool Contains(string text) => Name.Contains(text, StringComparison.OrdinalIgnoreCase) || Company?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>
/// Names of leads for the feed, which has only ids. Once for all circuits, at most one read a second: of the leads that did something last, which are nearly all that a
/// busy feed names, and a few by their id. Bounded; a lead that changes is read again.
/// </summary>
public sealed class LeadNames(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MaxNames = 5_000;
    private const int MaxById = 10;
    private const string Newest = "?sort=-lastEventAt&limit=200";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly LeadLabel Gone = new("Deleted lead", null);
    private readonly ConcurrentDictionary<string, LeadLabel> _names = new(StringComparer.Ordinal);
    private int _isReading;
    private DateTimeOffset _readAt;

    /// <summary>Null: not known yet.</summary>
    public LeadLabel? Of(string leadId) => _names.GetValueOrDefault(leadId);

    public void Forget(string leadId) => _names.TryRemove(leadId, out _);

    /// <summary>Reads some of those that are not known, unless another circuit just has.</summary>
    public async Task ReadAsync(IEnumerable<string> leadIds, CancellationToken ct)
    {
        var missing = leadIds.Distinct(StringComparer.Ordinal).Where(id => !_names.ContainsKey(id)).ToList();
        if (missing.Count == 0 || Interlocked.Exchange(ref _isReading, 1) == 1) return;
        try
        {
            var now = time.GetUtcNow();
            if (now - _readAt < Interval) return;
            _readAt = now;
            if (_names.Count > MaxNames) _names.Clear();
            await using var scope = scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<LeadsClient>();
            if (missing.Count > MaxById)
            {
                foreach (var lead in (await client.ListAsync(Newest, ct).ConfigureAwait(false)).Leads) _names[lead.Id] = new(lead.Name, lead.Company);
            }

            await Task.WhenAll(missing.Where(id => !_names.ContainsKey(id)).Take(MaxById).Select(id => FindAsync(client, id, ct))).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            // Tried again with the next second.
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    private async Task FindAsync(LeadsClient client, string id, CancellationToken ct)
    {
        try
        {
            var lead = await client.FindAsync(id, ct).ConfigureAwait(false);
            _names[id] = new(lead.Name, lead.Company);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            _names[id] = Gone;
        }
    }
}
