using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>What the document says about each status that refuses, where an endpoint does not say it itself.</summary>
internal static class Refusals
{
    private const string Changed = "Its current version is 4. Look at it, and send the request again with its ETag.";

    /// <param name="status">The HTTP status.</param>
    /// <param name="given">The endpoint's own text; null: none.</param>
    /// <param name="isRead">The endpoint changes nothing.</param>
    /// <param name="takesInput">It has parameters or a body that can be wrong.</param>
    /// <param name="field">A field that could be to blame, and what the problem would say about it; null: the given text.</param>
    public static (string Description, ProblemResponse Example) Of(int status, string? given, bool isRead, bool takesInput, (string Name, string? Message) field)
    {
        var (otherwise, title, detail, named) = status switch
        {
            400 when !takesInput => ("The request is for a host that is not served here.", "This host is not served here.", "The request is for the host \"example.com\". localhost, 127.0.0.1, [::1] and the names in the setting AllowedHosts are answered.", false),
            400 => ("Something in the request is wrong; `errors` names it.", "The request is not valid.", $"{field.Name}: {field.Message}", true),
            403 => ("A browser sent it for a page of another site.", "Not from another site.", "Pages of other sites cannot write here.", false),
            404 => ("There is none.", "Not found.", given, true),
            409 => ("It is not possible now.", "Not possible now.", given, true),
            412 => ("The precondition does not hold.", "The rule has changed.", Changed, false),
            413 => ("The body is larger than 1 MB.", "The request is too large.", given ?? "The body is larger than 1,048,576 bytes. Split it into several requests.", false),
            415 => ("The body is not JSON by its Content-Type, or has a Content-Encoding that is not read.", "Unsupported content.", "Send JSON, with Content-Type: application/json.", false),
            429 => ("The backlog is over its bound. Nothing was taken.", "Too many events wait.", "The backlog is over its bound. Nothing was taken: send the request again later.", false),
            _ when isRead => ("The store or the queue does not answer. Nothing was changed: try again.", "Temporarily unavailable.", "The store does not answer or is too busy. Nothing was changed: try again.", false),
            _ => ("The store or the queue does not answer. Send the whole request again; what had arrived counts once.", "Temporarily unavailable.", "The store does not answer or is too busy. Send the request again.", false),
        };
        return (given ?? otherwise, Examples.Problem(status, title, detail, named ? field.Name : null, field.Message ?? detail));
    }
}
