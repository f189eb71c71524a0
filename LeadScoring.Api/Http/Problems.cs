using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>Every refusal as RFC 9457 problem details, with <c>errors</c> by field where a field is to blame.</summary>
internal static class Problems
{
    public static ProblemHttpResult Invalid(in FieldErrors errors) => Invalid(errors.ByField());

    public static ProblemHttpResult Invalid(string field, string message) => Invalid(Single(field, message));

    public static ProblemHttpResult Invalid(Dictionary<string, string[]> errors) =>
        Of(StatusCodes.Status400BadRequest, "The request is not valid.", Describe(errors), ("errors", errors));

    public static ProblemHttpResult NotFound(string field, string message) =>
        Of(StatusCodes.Status404NotFound, "Not found.", message, ("errors", Single(field, message)));

    public static ProblemHttpResult Conflict(string field, string message) =>
        Of(StatusCodes.Status409Conflict, "Not possible now.", message, ("errors", Single(field, message)));

    public static ProblemHttpResult TooLarge(string message) =>
        Of(StatusCodes.Status413PayloadTooLarge, "The request is too large.", message);

    public static ProblemHttpResult UnsupportedBody(string message) =>
        Of(StatusCodes.Status415UnsupportedMediaType, "Unsupported content.", message);

    public static ProblemHttpResult Busy(HttpContext context, string message)
    {
        context.Response.Headers.RetryAfter = "5";
        return Of(StatusCodes.Status503ServiceUnavailable, "Temporarily unavailable.", message);
    }

    public static ProblemHttpResult Of(int status, string title, string? detail, params (string Name, object? Value)[] more) =>
        TypedResults.Problem(
            detail, statusCode: status, title: title,
            extensions: more.Select(m => KeyValuePair.Create(m.Name, m.Value)));

    private static Dictionary<string, string[]> Single(string field, string message) => new() { [field] = [message] };

    private static string Describe(Dictionary<string, string[]> errors) =>
        errors.Count == 1 && errors.First() is { Value: [var message] } only
            ? $"{only.Key}: {message}"
            : $"{errors.Count} fields need attention; see errors.";
}

/// <summary>What is wrong with a request, by field. Allocates nothing while everything is right.</summary>
internal struct FieldErrors
{
    private List<(string Field, string Message)>? _all;

    public readonly bool Any => _all is not null;

    public void Add(string field, string message) => (_all ??= []).Add((field, message));

    public readonly Dictionary<string, string[]> ByField() =>
        (_all ?? []).GroupBy(e => e.Field, e => e.Message).ToDictionary(g => g.Key, g => g.ToArray());

    public readonly override string ToString() => string.Join(" ", (_all ?? []).Select(e => $"{e.Field}: {e.Message}"));
}
