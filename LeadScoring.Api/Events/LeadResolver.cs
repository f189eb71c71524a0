using System.Collections.Concurrent;
using LeadScoring.Api.Http;
using LeadScoring.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

/// <summary>Finds the leads that events name by id, by e-mail address, or by both.</summary>
internal sealed class LeadResolver(ILeadStore store, KnownLeads known)
{
    private const int MaxIdLength = 128;

    /// <summary>With some invisible characters, which do not count.</summary>
    private const int MaxEmailLength = 2 * EmailAddress.MaxLength;

    /// <summary>The lead of one event. Asks nothing of the store, and allocates nothing, when the id is known already.</summary>
    public ValueTask<LeadMatch> ResolveAsync(EventDraft draft, CancellationToken ct) =>
        draft is { LeadId: { Length: > 0 and <= MaxIdLength } id, Email: null or "" } && known.Contains(id)
            ? ValueTask.FromResult(new LeadMatch(id, null))
            : ResolveOneAsync(draft, ct);

    /// <summary>The leads of several events, in their order, with at most one query by id and one by e-mail address. An event that has errors is not looked up.</summary>
    public async Task<LeadMatch[]> ResolveAsync(IReadOnlyList<EventDraft> drafts, CancellationToken ct)
    {
        HashSet<string>? ids = null;
        HashSet<string>? emails = null;
        foreach (var draft in drafts)
        {
            if (draft.Errors.Any) continue;
            if (draft.LeadId is { Length: > 0 and <= MaxIdLength } id && !known.Contains(id)) (ids ??= new(StringComparer.Ordinal)).Add(id);
            if (draft.Email is { Length: > 0 and <= MaxEmailLength } email) (emails ??= new(EmailComparer.Instance)).Add(email);
        }

        if (ids is not null)
        {
            foreach (var id in await store.ExistingAsync(ids, ct))
            {
                known.Add(id);
                ids.Remove(id); // the unknown ones remain
            }
        }

        var byEmail = emails is null ? null : await store.FindByEmailAsync(emails, ct);
        var matches = new LeadMatch[drafts.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            if (!drafts[i].Errors.Any) matches[i] = Match(drafts[i], ids, byEmail);
        }

        return matches;
    }

    private async ValueTask<LeadMatch> ResolveOneAsync(EventDraft draft, CancellationToken ct) => (await ResolveAsync([draft], ct))[0];

    private static LeadMatch Match(EventDraft draft, HashSet<string>? unknownIds, IReadOnlyDictionary<string, string>? byEmail)
    {
        var id = string.IsNullOrEmpty(draft.LeadId) ? null : draft.LeadId;
        if (id is not null && (id.Length > MaxIdLength || unknownIds?.Contains(id) == true)) return new(null, LeadProblem.UnknownId);
        if (string.IsNullOrEmpty(draft.Email)) return new(id, null);
        if (byEmail is null || !byEmail.TryGetValue(draft.Email, out var found)) return new(null, LeadProblem.UnknownEmail);
        return id is null || id == found ? new(found, null) : new(null, LeadProblem.TwoLeads);
    }
}

/// <summary>The lead of an event; or, if <paramref name="LeadId"/> is null, why there is none (null as well for an event that has errors).</summary>
internal readonly record struct LeadMatch(string? LeadId, LeadProblem? Problem)
{
    /// <summary>Why the event cannot be accepted: its own errors, or else those of its lead.</summary>
    public string Reason(EventDraft draft) => Problem is null || draft.Errors.Any ? draft.Errors.ToString() : $"{Problem.Field}: {Problem.Message}";
}

/// <summary>Why an event has no lead.</summary>
internal sealed record LeadProblem(string Field, string Message, bool IsNotFound)
{
    public static readonly LeadProblem UnknownId = new("leadId", "No lead has this id. Create the lead first.", true);
    public static readonly LeadProblem UnknownEmail = new("email", "No lead has this e-mail address. Create the lead first.", true);
    public static readonly LeadProblem TwoLeads = new("email", "Belongs to another lead than leadId. Send one of the two, or the pair that belongs together.", false);

    public ProblemHttpResult ToResult() => IsNotFound ? Problems.NotFound(Field, Message) : Problems.Invalid(Field, Message);
}

/// <summary>
/// Ids of leads that exist, at most <see cref="Capacity"/>, so that most events need no query to the store. Missing leads are not cached.
/// Two generations: when the young one is full it replaces the old one, so that ids not asked for since are dropped.
/// </summary>
internal sealed class KnownLeads
{
    public const int Capacity = 200_000;
    private readonly Lock _turnover = new();
    private volatile ConcurrentDictionary<string, byte> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, byte> _old = new(StringComparer.Ordinal);
    private int _youngCount;

    public bool Contains(string leadId)
    {
        if (_young.ContainsKey(leadId)) return true;
        if (!_old.ContainsKey(leadId)) return false;
        Add(leadId);
        return true;
    }

    public void Add(string leadId)
    {
        // Counted beside the dictionary, whose own Count takes all its locks.
        if (_young.TryAdd(leadId, 0) && Interlocked.Increment(ref _youngCount) >= Capacity / 2) TurnOver();
    }

    /// <summary>
    /// For a lead that was deleted: this process refuses its events from now on. Other API processes go on accepting them until their entry
    /// is dropped; the worker then fails these events.
    /// </summary>
    public void Forget(string leadId)
    {
        if (_young.TryRemove(leadId, out _)) Interlocked.Decrement(ref _youngCount);
        _old.TryRemove(leadId, out _);
    }

    private void TurnOver()
    {
        lock (_turnover)
        {
            if (_youngCount < Capacity / 2) return;
            _old = _young;
            _young = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
            _youngCount = 0;
        }
    }
}
