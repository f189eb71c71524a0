using System.ComponentModel;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

internal static class LeadEndpoints
{
    private const string Address = $"/api/leads/{Examples.LeadId}";

    public static void MapLeads(this IEndpointRouteBuilder app)
    {
        var leads = app.MapGroup("/api/leads").WithTags("Leads");
        leads.MapGet("", ListAsync).WithName("listLeads");
        leads.MapPost("", CreateAsync).WithName("createLead").Refuses(409).AnswersWithHeader(201, "Location", "The lead's address.", Address);
        leads.MapPost("/status", SetStatusAsync).WithName("setLeadStatus");
        leads.MapGet("/{id}", GetAsync).WithName("getLead").Refuses(404);
        leads.MapPut("/{id}", ReplaceAsync).WithName("replaceLead").Refuses(404, 409);
        leads.MapDelete("/{id}", DeleteAsync).WithName("deleteLead").Refuses(404);
        app.MapGet("/api/leaderboard", LeaderboardAsync).WithTags("Leads").WithName("leaderboard");
    }

    /// <summary>Search, filter, sort and page through leads</summary>
    /// <remarks>
    /// At most the first 10,000 leads can be paged through; narrow the search instead. With a filter, `total` is counted up to there and
    /// `totalIsLowerBound` says that there are more.
    /// </remarks>
    /// <response code="200">A page of leads.</response>
    internal static async Task<Ok<LeadPageResponse>> ListAsync(
        [AsParameters] LeadPageQuery page, [AsParameters] LeadFilterQuery filter, ILeadStore store, TimeProvider time, CancellationToken ct)
    {
        var (number, size) = page.Given();
        return TypedResults.Ok((await store.ListAsync(filter.ToQuery((number - 1) * size, size, time), ct)).ToResponse(number, size));
    }

    /// <summary>Create a lead</summary>
    /// <remarks>Its score is 0 until its first event.</remarks>
    /// <param name="request">The lead.</param>
    /// <response code="201">Created.</response>
    /// <response code="409">Another lead has the e-mail address, whatever its case and the spelling of its domain.</response>
    internal static async Task<Results<Created<LeadResponse>, ProblemHttpResult>> CreateAsync(
        LeadRequest request, ILeadStore store, KnownLeads known, LeadAnnouncer announcer, CancellationToken ct)
    {
        var creation = await store.CreateAsync(request.ToDraft(), ct);
        if (creation.Created is not { } lead) return EmailTaken(creation.ExistingLeadId);
        known.Add(lead.Id);
        announcer.Changed(lead, creation.Positions);
        return TypedResults.Created($"/api/leads/{Uri.EscapeDataString(lead.Id)}", lead.ToResponse());
    }

    /// <summary>One lead, with its score and rank</summary>
    /// <remarks>`rank` is 1 + the number of leads with a higher score.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <response code="200">The lead.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> GetAsync(string id, ILeadStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } lead ? TypedResults.Ok(lead.ToResponse()) : Unknown("id");

    /// <summary>Replace a lead</summary>
    /// <remarks>The whole lead: what is left out is cleared, and `status` becomes `new`. Its events, history and score stay.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <param name="request">The whole lead as it should be.</param>
    /// <response code="200">The lead as it is now.</response>
    /// <response code="404">No lead has this id.</response>
    /// <response code="409">Another lead has the e-mail address, whatever its case and the spelling of its domain.</response>
    internal static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> ReplaceAsync(
        string id, LeadRequest request, ILeadStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        var update = await store.UpdateAsync(id, request.ToDraft(), ct);
        if (update.Updated is not { } lead) return update.ExistingLeadId is null ? Unknown("id") : EmailTaken(update.ExistingLeadId);
        announcer.Changed(lead, update.Positions!);
        return TypedResults.Ok(lead.ToResponse());
    }

    /// <summary>Change the status of several leads</summary>
    /// <remarks>
    /// Nothing else of them changes, and either all of them change or none. Each lead is in one list of the answer: `changed`, with the status
    /// before, so that it can be undone; `unchanged`, which had the status, or another one than `from`; `unknown`, which do not exist, or not any more.
    /// </remarks>
    /// <param name="request">The leads, and what all of them become.</param>
    /// <response code="200">What became of each lead.</response>
    internal static async Task<Ok<LeadStatusResponse>> SetStatusAsync(
        LeadStatusRequest request, ILeadStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        var from = request.From is { } name ? LeadStatusNames.ByName[name] : null;
        var update = await store.SetStatusAsync(request.LeadIds, LeadStatusNames.ByName[request.Status]!.Value, from, ct);
        announcer.Changed([.. update.Changed.Select(changed => changed.Change)], update.Positions);
        return TypedResults.Ok(update.ToResponse());
    }

    /// <summary>Delete a lead for good</summary>
    /// <remarks>
    /// Its events and history go with it. Events in flight for it end as `failed: lead deleted`, and its eventIds never count again, not for
    /// another lead either.
    /// </remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <response code="204">Deleted.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ILeadStore store, KnownLeads known, LeadAnnouncer announcer, CancellationToken ct)
    {
        known.Forget(id);
        if (await store.DeleteAsync(id, ct) is not { } deletion) return Unknown("id");
        known.Forget(id); // seen by a request in between
        announcer.Deleted(deletion);
        return TypedResults.NoContent();
    }

    /// <summary>The leads with the highest scores</summary>
    /// <remarks>Ties share a rank; the earlier last event comes first, leads without events last. Ranks are those among all leads, also with `status`.</remarks>
    /// <param name="limit">How many leads.</param>
    /// <param name="status">Leads with one of these statuses, each as a `status` of its own. For example `status=new&amp;status=contacted`.</param>
    /// <response code="200">The leads, the highest score first.</response>
    internal static async Task<Ok<LeadResponse[]>> LeaderboardAsync(
        [WholeNumber(1, 1000), DefaultValue(10)] int? limit, [FromQuery, AnyOf("new", "contacted", "qualified", "customer", "lost")] string[]? status,
        ILeadStore store, CancellationToken ct)
    {
        var leads = LeadStatusNames.Statuses(status) is { } statuses
            ? (await store.ListAsync(new(0, limit ?? 10, null, null, null, statuses, LeadSort.ScoreDescending), ct)).Leads
            : await store.LeaderboardAsync(limit ?? 10, ct);
        return TypedResults.Ok(leads.Select(x => x.ToResponse()).ToArray());
    }

    public static ProblemHttpResult Unknown(string field) => Problems.NotFound(field, "No lead has this id.");

    private static ProblemHttpResult EmailTaken(string? existingLeadId) => Problems.Of(
        StatusCodes.Status409Conflict, "The e-mail address is taken.", "Another lead has this e-mail address; see existingLeadId.",
        ("existingLeadId", existingLeadId),
        ("errors", new Dictionary<string, string[]> { ["email"] = ["Another lead has this address. Use that lead, or another address."] }));
}
