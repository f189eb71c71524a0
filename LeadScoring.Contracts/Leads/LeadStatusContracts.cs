using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Leads;

/// <summary>A status for several leads at once.</summary>
/// <param name="LeadIds">1 to 1,000 leads.</param>
/// <param name="Status">What all of them become.</param>
/// <param name="From">Only leads that are this change; null: all. For what must not undo what others did meanwhile.</param>
public sealed record LeadStatusRequest(
    [property: LeadIds(LeadStatusRequest.MaxLeads)] IReadOnlyList<string> LeadIds,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost", Required = true)] string Status,
    [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string? From = null)
{
    public const int MaxLeads = 1_000;
}

/// <summary>What became of the leads: each is in one of the three.</summary>
/// <param name="Changed">With what they were before, so that it can be undone.</param>
/// <param name="Unchanged">They had the status already, or another one than <see cref="LeadStatusRequest.From"/>.</param>
/// <param name="Unknown">No lead has these ids.</param>
public sealed record LeadStatusResponse(IReadOnlyList<ChangedStatusResponse> Changed, IReadOnlyList<string> Unchanged, IReadOnlyList<string> Unknown);

/// <summary>A lead whose status was changed.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="PreviousStatus">What it was before.</param>
public sealed record ChangedStatusResponse(string LeadId, [property: OneOf("new", "contacted", "qualified", "customer", "lost")] string PreviousStatus);
