using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Leads;

internal static class LeadEndpoints
{
    public const int MaxLeaders = 1000;

    public static void MapLeads(this IEndpointRouteBuilder app)
    {
        var leads = app.MapGroup("/api/leads").WithTags("Leads");
        leads.MapGet("", ListAsync).WithDoc(LeadDocs.List);
        leads.MapPost("", CreateAsync).Accepts<LeadRequest>("application/json").WithDoc(LeadDocs.Create);
        leads.MapGet("/{id}", GetAsync).WithDoc(LeadDocs.Get);
        leads.MapPut("/{id}", ReplaceAsync).Accepts<LeadRequest>("application/json").WithDoc(LeadDocs.Replace);
        leads.MapDelete("/{id}", DeleteAsync).WithDoc(LeadDocs.Delete);
        app.MapGet("/api/leaderboard", LeaderboardAsync).WithTags("Leads").WithDoc(LeadDocs.Leaderboard);
    }

    private static async Task<Results<Ok<LeadPageResponse>, ProblemHttpResult>> ListAsync(
        ILeadStore store, string? page, string? limit, string? search, string? minScore, string? maxScore, string? status,
        string? sort, string? activeSince, string? inactiveSince, CancellationToken ct)
    {
        var fields = new QueryFields();
        var (query, number) = LeadQueryReader.Read(fields, page, limit, search, minScore, maxScore, status, sort, activeSince, inactiveSince);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        return TypedResults.Ok((await store.ListAsync(query, ct)).ToResponse(number, query.Limit));
    }

    private static async Task<Results<Created<LeadResponse>, ProblemHttpResult>> CreateAsync(
        HttpRequest request, ILeadStore store, KnownLeads known, LeadAnnouncer announcer, CancellationToken ct)
    {
        var (draft, problem) = await JsonObjectBody.ReadAsync(request, LeadReader.Members, LeadReader.Read, ct);
        if (draft is null) return problem!;
        var creation = await store.CreateAsync(draft, ct);
        if (creation.Created is not { } lead) return EmailTaken(creation.ExistingLeadId);
        known.Add(lead.Id);
        announcer.Changed(lead);
        return TypedResults.Created($"/api/leads/{Uri.EscapeDataString(lead.Id)}", lead.ToResponse());
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> GetAsync(string id, ILeadStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } lead ? TypedResults.Ok(lead.ToResponse()) : Unknown("id");

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> ReplaceAsync(
        string id, HttpRequest request, ILeadStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        var (draft, problem) = await JsonObjectBody.ReadAsync(request, LeadReader.Members, LeadReader.Read, ct);
        if (draft is null) return problem!;
        var update = await store.UpdateAsync(id, draft, ct);
        if (update.Updated is not { } lead) return update.ExistingLeadId is null ? Unknown("id") : EmailTaken(update.ExistingLeadId);
        announcer.Changed(lead);
        return TypedResults.Ok(lead.ToResponse());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ILeadStore store, KnownLeads known, LeadAnnouncer announcer, CancellationToken ct)
    {
        known.Forget(id);
        if (await store.DeleteAsync(id, ct) is not { } change) return Unknown("id");
        known.Forget(id); // seen by a request in between
        announcer.Deleted(change);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<LeadResponse[]>, ProblemHttpResult>> LeaderboardAsync(
        ILeadStore store, string? limit, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 10, 1, MaxLeaders);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        return TypedResults.Ok((await store.LeaderboardAsync(size, ct)).Select(x => x.ToResponse()).ToArray());
    }

    public static ProblemHttpResult Unknown(string field) => Problems.NotFound(field, "No lead has this id.");

    private static ProblemHttpResult EmailTaken(string? existingLeadId) => Problems.Of(
        StatusCodes.Status409Conflict, "The e-mail address is taken.", "Another lead has this e-mail address; see existingLeadId.",
        ("existingLeadId", existingLeadId),
        ("errors", new Dictionary<string, string[]> { ["email"] = ["Another lead has this address. Use that lead, or another address."] }));
}
