using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Jobs;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Rules;

internal sealed class RuleEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("/api/rules").WithTags("Rules");
        rules.MapGet("", ListAsync).WithDoc(RuleDocs.List);
        rules.MapPost("/preview", PreviewAsync).Accepts<PreviewRequest>("application/json").WithDoc(RuleDocs.Preview);
        rules.MapGet("/{type}", GetAsync).WithDoc(RuleDocs.Get);
        rules.MapPut("/{type}", PublishAsync).Accepts<RuleRequest>("application/json").WithDoc(RuleDocs.Publish);
        rules.MapPost("/{type}/rollback", RollbackAsync).Accepts<RollbackRequest>("application/json").WithDoc(RuleDocs.Rollback);
        app.MapRescores();
    }

    private static async Task<Ok<RuleResponse[]>> ListAsync(IRuleStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.CurrentAsync(ct)).Select(x => x.ToResponse()).ToArray());

    private static async Task<Results<Ok<RuleDetailResponse>, ProblemHttpResult>> GetAsync(
        string type, HttpResponse response, IRuleStore store, CancellationToken ct)
    {
        var versions = (await store.VersionsAsync(type, ct)).Select(x => x.ToResponse()).ToArray();
        if (versions is not [var current, ..]) return Unknown();
        RuleETag.Set(response, current.Version);
        return TypedResults.Ok(new RuleDetailResponse(current, versions));
    }

    private static async Task<Results<Ok<PublishedRuleResponse>, Created<PublishedRuleResponse>, ProblemHttpResult>> PublishAsync(
        string type, HttpContext http, IRuleStore store, IRuleChangeNotifier signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        if (!EventRules.IsEventType(type)) return Problems.Invalid("type", RuleReader.WrongType);
        var (expected, wrong) = RuleETag.Expected(http.Request);
        if (wrong is not null) return wrong;
        var (request, problem) = await JsonObjectBody.ReadAsync(http.Request, RuleReader.Members, RuleReader.Read, ct);
        if (request is null) return problem!;
        var published = await store.PublishAsync(request.ToDraft(type, expected), ct);
        var answer = await AnnounceAsync(published, http.Response, signal, log, ct);
        return published.Rule.Version == 1
            ? TypedResults.Created($"/api/rules/{Uri.EscapeDataString(type)}", answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<PublishedRuleResponse>, ProblemHttpResult>> RollbackAsync(
        string type, HttpContext http, IRuleStore store, IRuleChangeNotifier signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        var (expected, wrong) = RuleETag.Expected(http.Request);
        if (wrong is not null) return wrong;
        var (request, problem) = await JsonObjectBody.ReadAsync(http.Request, RuleReader.RollbackMembers, RuleReader.ReadRollback, ct);
        if (request is null) return problem!;
        var versions = await store.VersionsAsync(type, ct);
        if (versions.Count == 0) return Unknown();
        if (await store.RollbackAsync(type, request.Version, expected, ct) is not { } published)
        {
            return Problems.Invalid("version", request.Version == versions[0].Version
                ? "Is the current version already."
                : $"Must be an earlier version, from 1 to {versions[0].Version - 1}.");
        }

        return TypedResults.Ok(await AnnounceAsync(published, http.Response, signal, log, ct));
    }

    private static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> PreviewAsync(
        HttpContext http, IRuleStore store, PreviewTurns turns, CancellationToken ct)
    {
        var (request, problem) = await JsonObjectBody.ReadAsync(http.Request, RuleReader.PreviewMembers, RuleReader.ReadPreview, ct);
        if (request is null) return problem!;
        using var turn = await turns.TakeAsync(ct);
        if (turn is null) return Problems.Busy(http, "Another preview is under way. Send the request again when it is done.");
        var preview = await store.PreviewAsync(request.ToDraft(), request.Thresholds ?? [], ct);
        return TypedResults.Ok(preview.ToResponse());
    }

    public static async Task<PublishedRuleResponse> AnnounceAsync(
        PublishedRule published, HttpResponse response, IRuleChangeNotifier signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        log.RulePublished(published.Rule.EventType, published.Rule.Version, published.Rescore.Id);
        await signal.AnnounceAsync(ct);
        RuleETag.Set(response, published.Rule.Version);
        return new PublishedRuleResponse(published.Rule.ToResponse(), published.Rescore.ToRescoreResponse());
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("type", "No rule has this event type.");
}
