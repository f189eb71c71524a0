using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Rules;

internal sealed class RuleEndpoints
{
    private const int NewestRescores = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("/api/rules").WithTags("Rules");
        rules.MapGet("", ListAsync).WithDoc(RuleDocs.List);
        rules.MapGet("/{type}", GetAsync).WithDoc(RuleDocs.Get);
        rules.MapPut("/{type}", PublishAsync).Accepts<RuleRequest>("application/json").WithDoc(RuleDocs.Publish);

        // Not below /api/rules: any event type may be a name there.
        var rescores = app.MapGroup("/api/rescores").WithTags("Rules");
        rescores.MapGet("", RescoresAsync).WithDoc(RuleDocs.Rescores);
        rescores.MapGet("/{id:long}", RescoreAsync).WithDoc(RuleDocs.OneRescore);
    }

    private static async Task<Ok<RuleJson[]>> ListAsync(IRuleStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.CurrentAsync(ct)).Select(RuleJson.Of).ToArray());

    private static async Task<Results<Ok<RuleWithVersionsJson>, ProblemHttpResult>> GetAsync(string type, IRuleStore store, CancellationToken ct)
    {
        var versions = (await store.VersionsAsync(type, ct)).Select(RuleJson.Of).ToArray();
        return versions is [var current, ..]
            ? TypedResults.Ok(new RuleWithVersionsJson(current, versions))
            : Problems.NotFound("type", "No rule has this event type.");
    }

    private static async Task<Results<Ok<PublishedRuleJson>, Created<PublishedRuleJson>, ProblemHttpResult>> PublishAsync(
        string type, HttpRequest http, IRuleStore store, IRuleSignal signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        if (!EventRules.IsEventType(type)) return Problems.Invalid("type", "Must be 1 to 64 of a-z 0-9 _ . : -, beginning with a letter.");
        var (request, problem) = await JsonObjectBody.ReadAsync(http, RuleReader.Members, RuleReader.Read, ct);
        if (request is null) return problem!;

        var current = await store.VersionsAsync(type, ct) is [var newest, ..] ? newest : null;
        var published = await store.PublishAsync(Draft(type, request, current), ct);
        log.RulePublished(type, published.Rule.Version, published.Rescore.Id);
        await signal.AnnounceAsync(ct);

        var answer = new PublishedRuleJson(RuleJson.Of(published.Rule), RescoreJson.Of(published.Rescore));
        return published.Rule.Version == 1
            ? TypedResults.Created($"/api/rules/{Uri.EscapeDataString(type)}", answer)
            : TypedResults.Ok(answer);
    }

    /// <summary>What the request leaves out stays as it is.</summary>
    private static RuleDraft Draft(string type, RuleRequest request, RuleVersion? current) => new(
        type, request.Points, request.Active ?? current?.Active ?? true, request.Description ?? current?.Description ?? "",
        request.AppliesToAll, PublishedBy: null);

    private static async Task<Ok<RescoreJson[]>> RescoresAsync(IRescoreStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(NewestRescores, ct)).Select(RescoreJson.Of).ToArray());

    private static async Task<Results<Ok<RescoreJson>, ProblemHttpResult>> RescoreAsync(long id, IRescoreStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } job ? TypedResults.Ok(RescoreJson.Of(job)) : Problems.NotFound("id", "No such rescore.");
}
