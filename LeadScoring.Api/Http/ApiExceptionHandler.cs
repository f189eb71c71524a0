using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>Turns exceptions of the stores, the queue and the server into problem details that say what the client can do.</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> log) : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is ConnectionResetException or ConnectionAbortedException)
        {
            // The client has disconnected, and RequestAborted is not set yet. Without Abort, Kestrel tries to read the rest of the body and logs that as an error.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            context.Abort();
            return true;
        }

        if (Answer(exception, context.Request.Method) is not { } answer) return false;
        if (answer.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await answer.ExecuteAsync(context);
        return true;
    }

    private ProblemHttpResult? Answer(Exception exception, string method)
    {
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        switch (exception)
        {
            case QueueUnavailableException:
                log.QueueUnavailable(exception.InnerException?.GetType().Name ?? exception.Message);
                return Unavailable(isRead
                    ? "The event queue does not answer. Nothing was changed: try again."
                    : "The event queue does not answer. Nothing is acknowledged: send the whole request again; what had arrived counts once.");
            case StoreUnavailableException:
                log.StoreUnavailable(exception.Message);
                return Unavailable($"The store does not answer or is too busy. {(isRead ? "Nothing was changed: try again." : "Send the request again.")}");
            case QueueFullException full:
                log.QueueFull(full.Backlog, full.Bound);
                return Problems.Of(StatusCodes.Status429TooManyRequests, "Too many events wait.", "The backlog is over its bound. Nothing was taken: send the request again later.");
            case RuleChangedException changed:
                return Problems.Of(
                    StatusCodes.Status412PreconditionFailed, "The rule has changed.",
                    changed.CurrentVersion == 0 ? "There is no rule of this type." : $"Its current version is {changed.CurrentVersion}. Look at it, and send the request again with its ETag.");
            case InvalidCursorException:
                return Problems.Invalid("cursor", "Use the next of an earlier answer, or leave it out to start at the beginning.");
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is too large." : "The request is not valid.", bad.Message);
            default:
                return null;
        }
    }

    private static ProblemHttpResult Unavailable(string detail) =>
        Problems.Of(StatusCodes.Status503ServiceUnavailable, "Temporarily unavailable.", detail);
}
