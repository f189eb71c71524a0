using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Refusals that many endpoints share, with examples.</summary>
internal static class CommonProblems
{
    public static OperationDoc Invalid(this OperationDoc doc, string field, string message) => doc.Problem(
        400, "Something in the request is wrong; `errors` names it.", Example(400, "The request is not valid.", $"{field}: {message}", field, message));

    public static OperationDoc NotFound(this OperationDoc doc, string field, string message) => doc.Problem(
        404, message, Example(404, "Not found.", message, field, message));

    /// <summary>What any endpoint with a JSON body can refuse.</summary>
    public static OperationDoc WrongBody(this OperationDoc doc, string limit) => doc
        .Problem(413, $"The body is larger than {limit}.", Example(413, "The request is too large.", $"The body may have at most {limit}."))
        .Problem(415, "The body is not JSON by its Content-Type.", Example(415, "Unsupported content.", "Send JSON, with Content-Type: application/json."));

    public static OperationDoc QueueFull(this OperationDoc doc) => doc.Problem(
        429, "The backlog is over its bound. Nothing was taken.", Example(429, "Too many events wait.", "The backlog is over its bound. Nothing was taken: send the request again later."));

    public static OperationDoc Unavailable(this OperationDoc doc, string what = "The store does not answer or is too busy. Send the request again.") => doc.Problem(
        503, "The store or the queue does not answer. Send the whole request again; what had arrived counts once.", Example(503, "Temporarily unavailable.", what));

    public static ProblemResponse Example(int status, string title, string detail, string? field = null, string? message = null) => new(
        $"https://tools.ietf.org/html/rfc9110#section-15.{(status >= 500 ? 6 : 5)}", title, status, detail,
        Errors: field is null ? null : new Dictionary<string, string[]> { [field] = [message!] });
}
