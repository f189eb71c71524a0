using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

internal sealed class StreamEndpoints
{
    public const int MaxLeadIds = 100;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/stream/scores", FollowAsync).WithTags("Stream").WithDoc(StreamDocs.Follow);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> FollowAsync(
        HttpContext context, ILeadStore leads, StreamClients clients, MessageWindow window, IChangeFeed feed,
        MessageFormat format, IOptions<ScoreStreamOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<StreamEndpoints> log,
        CancellationToken ct)
    {
        if (!TryPlace(context.Request, out var resumeAfter)) return Problems.Invalid("Last-Event-ID", "Must be the id of an event of this stream, such as 1769850000123-0; leave it out to follow from now on.");
        var wanted = context.Request.Query["leadId"].OfType<string>().Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count > MaxLeadIds) return Problems.Invalid("leadId", $"At most {MaxLeadIds} leads can be followed; leave it out to follow all.");

        // Only at first: one that was deleted meanwhile must not end the client's stream of the others.
        if (wanted.Count > 0 && resumeAfter is null && (await leads.ExistingAsync(wanted, ct)).Count < wanted.Count) return LeadEndpoints.Unknown("leadId");
        if (!clients.TryEnter()) return Problems.Busy(context, "All places on the stream are taken. Try again later, or share one connection.");
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
            Prepare(context.Response);
            await new ClientStream(context.Response.BodyWriter, wanted, window, feed, format, options.Value, time).RunAsync(resumeAfter, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, or the process stops.
        }
        catch (TimeoutException)
        {
            log.SlowClientDropped(options.Value.SlowClientSeconds);
            context.Abort();
        }
        finally
        {
            clients.Leave();
        }

        return TypedResults.Empty;
    }

    /// <summary>Browsers send the header by themselves when they reconnect; the query parameter is for those that cannot.</summary>
    private static bool TryPlace(HttpRequest request, out FeedId? resumeAfter)
    {
        resumeAfter = null;
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["lastEventId"].FirstOrDefault();
        if (string.IsNullOrEmpty(text)) return true;
        if (!FeedId.TryParse(text, out var id)) return false;
        resumeAfter = id;
        return true;
    }

    private static void Prepare(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A quiet stream is slower than Kestrel's least rate; slow clients are found here.
        if (response.HttpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
