using System.ComponentModel;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Jobs;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Rules;

internal sealed class RuleEndpoints
{
    private const string ETag = "The number of the current version.";
    private const string IfMatch = "The ETag of the version that you have seen, such as `\"2\"`: 412 if it is not the current one any more. `*`: only if the type has a rule.";
    private const string IfNoneMatch = "`*`: only if the type has no rule yet.";

    public static void Map(IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("/api/rules").WithTags("Rules");
        rules.MapGet("", ListAsync).WithName("listRules");
        rules.MapPost("/preview", PreviewAsync).WithName("previewRule");
        rules.MapGet("/{type}", GetAsync).WithName("getRule").Refuses(404).AnswersWithHeader(200, "ETag", ETag, "\"2\"");
        rules.MapPut("/{type}", PublishAsync).WithName("publishRule").Refuses(412)
            .AnswersWithHeader(200, "ETag", ETag, "\"2\"").AnswersWithHeader(201, "ETag", ETag, "\"1\"").AnswersWithHeader(201, "Location", "The rule's address.", "/api/rules/page_view");
        rules.MapPost("/{type}/rollback", RollbackAsync).WithName("rollbackRule").Refuses(404, 412).AnswersWithHeader(200, "ETag", ETag, "\"3\"");
    }

    /// <summary>The current version of every rule</summary>
    /// <remarks>By event type.</remarks>
    /// <response code="200">The rules.</response>
    internal static async Task<Ok<RuleResponse[]>> ListAsync(IRuleStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.CurrentAsync(ct)).Select(x => x.ToResponse()).ToArray());

    /// <summary>A rule and all its versions</summary>
    /// <remarks>An event is worth the points of the newest version that was in effect at its time.</remarks>
    /// <param name="type" example="page_view">The event type.</param>
    /// <response code="200">The current version, and all of them, newest first.</response>
    /// <response code="404">No rule has this event type.</response>
    internal static async Task<Results<Ok<RuleDetailResponse>, ProblemHttpResult>> GetAsync(
        string type, HttpResponse response, IRuleStore store, CancellationToken ct)
    {
        var versions = (await store.VersionsAsync(type, ct)).Select(x => x.ToResponse()).ToArray();
        if (versions is not [var current, ..]) return Unknown();
        RuleETag.Set(response, current.Version);
        return TypedResults.Ok(new RuleDetailResponse(current, versions));
    }

    /// <summary>Publish a version of a rule</summary>
    /// <remarks>
    /// With `appliesTo: "new"` it is in effect from now on; with `"all"` from the beginning of time, hiding every earlier version. Leads that
    /// it concerns are rescored in the background: see `rescore`. A type without a rule gets its first one.
    /// </remarks>
    /// <param name="type" example="page_view">The event type.</param>
    /// <param name="request">The new version.</param>
    /// <response code="200">Published.</response>
    /// <response code="201">The first version of a new rule was published.</response>
    /// <response code="412">Another version was published since the one that If-Match names.</response>
    internal static async Task<Results<Ok<PublishedRuleResponse>, Created<PublishedRuleResponse>, ProblemHttpResult>> PublishAsync(
        [EventType] string type, RuleRequest request, HttpResponse response,
        [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, [FromHeader(Name = "If-None-Match"), Description(IfNoneMatch)] string? ifNoneMatch,
        IRuleStore store, IJobNotifier notifier, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        var (expected, problem) = await RuleETag.ExpectedAsync(type, ifMatch, ifNoneMatch, store, ct);
        if (problem is not null) return problem;
        var published = await store.PublishAsync(request.ToDraft(type, expected), ct);
        var answer = await AnnounceAsync(published, response, notifier, log, ct);
        return published.Rule.Version == 1
            ? TypedResults.Created($"/api/rules/{Uri.EscapeDataString(type)}", answer)
            : TypedResults.Ok(answer);
    }

    /// <summary>Roll a rule back to an earlier version</summary>
    /// <remarks>
    /// The rule gets the timeline back that it had when that version was the newest, from where the first later version took effect. New
    /// versions are published for it, so nothing is lost, and the leads concerned are rescored in the background.
    /// </remarks>
    /// <param name="type" example="page_view">The event type.</param>
    /// <param name="request">Which version.</param>
    /// <response code="200">Rolled back; the version that is current now.</response>
    /// <response code="404">No rule has this event type.</response>
    /// <response code="412">Another version was published since the one that If-Match names.</response>
    internal static async Task<Results<Ok<PublishedRuleResponse>, ProblemHttpResult>> RollbackAsync(
        string type, RollbackRequest request, HttpResponse response,
        [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, [FromHeader(Name = "If-None-Match"), Description(IfNoneMatch)] string? ifNoneMatch,
        IRuleStore store, IJobNotifier notifier, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        var (expected, problem) = await RuleETag.ExpectedAsync(type, ifMatch, ifNoneMatch, store, ct);
        if (problem is not null) return problem;
        var versions = await store.VersionsAsync(type, ct);
        if (versions.Count == 0) return Unknown();
        if (await store.RollbackAsync(type, request.Version, expected, ct) is not { } published)
        {
            return Problems.Invalid("version", NotEarlier(request.Version, versions));
        }

        return TypedResults.Ok(await AnnounceAsync(published, response, notifier, log, ct));
    }

    /// <summary>What publishing a version, or rolling back to one, would do</summary>
    /// <remarks>Folds every lead that it may concern, and publishes nothing. With a million leads it takes seconds; one runs at a time.</remarks>
    /// <param name="request">As for publishing, with the event type; or a version to roll back to.</param>
    /// <response code="200">What would change.</response>
    internal static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> PreviewAsync(
        PreviewRequest request, HttpContext context, PreviewLimiter limiter, IRuleStore store, CancellationToken ct)
    {
        if (Check(request) is { Any: true } errors) return Problems.Invalid(errors);
        using var lease = await limiter.AcquireAsync(ct);
        if (lease is null) return Problems.Busy(context, "Another preview is under way. Send the request again when it is done.");
        var thresholds = request.Thresholds ?? [];
        if (request.RollbackTo is not { } target) return TypedResults.Ok((await store.PreviewAsync(request.ToDraft(), thresholds, ct)).ToResponse());
        var type = request.EventType.Trim();
        return await store.PreviewRollbackAsync(type, target, thresholds, ct) is { } preview
            ? TypedResults.Ok(preview.ToResponse())
            : Problems.Invalid("rollbackTo", NotEarlier(target, await store.VersionsAsync(type, ct)));
    }

    public static async Task<PublishedRuleResponse> AnnounceAsync(
        PublishedRule published, HttpResponse response, IJobNotifier notifier, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        log.RulePublished(published.Rule.EventType, published.Rule.Version, published.Rescore.Id);
        await notifier.NotifyAsync(ct);
        RuleETag.Set(response, published.Rule.Version);
        return new PublishedRuleResponse(published.Rule.ToResponse(), published.Rescore.ToRescoreResponse());
    }

    /// <summary>A draft has points; a version to go back to says everything itself.</summary>
    private static FieldErrors Check(PreviewRequest request)
    {
        var errors = default(FieldErrors);
        if (request.RollbackTo is null)
        {
            if (request.Points is null) errors.Add("points", $"Required: a whole number from {-RuleRequest.MaxPoints} to {RuleRequest.MaxPoints}; or send rollbackTo instead.");
            return errors;
        }

        foreach (var (field, isSent) in new[] { ("points", request.Points is not null), ("active", request.Active is not null), ("description", request.Description is not null), ("appliesTo", request.AppliesTo is not null) })
        {
            if (isSent) errors.Add(field, "Leave it out with rollbackTo: that version says it.");
        }

        return errors;
    }

    private static string NotEarlier(int version, IReadOnlyList<RuleVersion> versions) => versions switch
    {
        [] => "No rule has this event type, so there is no version to go back to.",
        [var current, ..] when current.Version == version => "Is the current version already.",
        [{ Version: 1 }, ..] => "There is no earlier version.",
        [var current, ..] => $"Must be an earlier version, from 1 to {current.Version - 1}.",
    };

    private static ProblemHttpResult Unknown() => Problems.NotFound("type", "No rule has this event type.");
}
