using System.ComponentModel;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

internal sealed class ScoreStreamEndpoints
{
    private const int MaxLeadIds = 100;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/stream/scores", FollowAsync).WithTags("Stream").WithName("followScores").AnswersWithText("text/event-stream").Refuses(404, 503);

    /// <summary>Follow score changes as server-sent events</summary>
    /// <remarks>
    /// Events are named by their kind: `score`, `lead` (created or replaced), `deleted`, `rescored`; their data is a change as below. A change
    /// may come twice: ignore a `version` that is not newer than the one you know for the lead. A client that was cut off sends the last id it
    /// saw and gets what it missed. `reset` means that some of it is no longer kept: read the API again and go on listening. A quiet
    /// stream says that it is alive every 15 s; a client that takes nothing for 10 s is dropped. The answer never ends, so try it with `curl -N`.
    /// </remarks>
    /// <param name="lastEventId">The same, for clients that cannot set the header. For example `1769850000123-0`.</param>
    /// <param name="leadId">Only changes of these leads, at most 100. For example `019c1f2e5a7b7c41a0f3d2b4c6e8a901`.</param>
    /// <param name="status">Only changes of leads that have one of these statuses when the change is sent, each as a `status` of its own, and deletions of all. A lead that leaves these statuses says nothing more. For example `status=new&amp;status=contacted`.</param>
    /// <response code="200">Changes as they happen, until the client leaves.</response>
    /// <response code="404">No lead has this id.</response>
    /// <response code="503">All places on the stream are taken. Try again later, or share one connection.</response>
    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> FollowAsync(
        HttpContext context,
        [FromHeader(Name = "Last-Event-ID"), Description("Resume after this event, for example `1769850000123-0`. Browsers send it by themselves.")] string? lastEventIdHeader,
        string? lastEventId, [FromQuery] string[]? leadId, [FromQuery, AnyOf("new", "contacted", "qualified", "customer", "lost")] string[]? status,
        ILeadStore leads, StreamClients clients, ScoreStreams streams, IOptions<ScoreStreamOptions> options, IHostApplicationLifetime lifetime,
        ILogger<ScoreStreamEndpoints> log, CancellationToken ct)
    {
        if (!TryResumeId(lastEventIdHeader ?? lastEventId, out var resumeAfter)) return Problems.Invalid("Last-Event-ID", "Must be the id of an event of this stream, such as 1769850000123-0; leave it out to follow from now on.");
        var leadIds = (leadId ?? []).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (leadIds.Count > MaxLeadIds) return Problems.Invalid("leadId", $"At most {MaxLeadIds} leads can be followed; leave it out to follow all.");

        // Not for a client that resumes: a lead that was deleted since must not end its stream of the others.
        if (leadIds.Count > 0 && resumeAfter is null && (await leads.ExistingAsync(leadIds, ct)).Count < leadIds.Count) return LeadEndpoints.Unknown("leadId");
        if (!clients.TryEnter()) return Problems.Busy(context, "All places on the stream are taken. Try again later, or share one connection.");
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
            Prepare(context.Response);
            await streams.To(context.Response.BodyWriter, new(leadIds, LeadStatusNames.Statuses(status))).RunAsync(resumeAfter, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client disconnected, or the process stops.
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

    /// <summary>True also without an id.</summary>
    private static bool TryResumeId(string? text, out FeedId? resumeAfter)
    {
        resumeAfter = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!FeedId.TryParse(text, out var id)) return false;
        resumeAfter = id;
        return true;
    }

    private static void Prepare(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would buffer the events
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A quiet stream is below Kestrel's minimum data rate; slow clients are found by the flush timeout.
        if (response.HttpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}

/// <summary>Counts the connected clients, at most <see cref="ScoreStreamOptions.MaxClients"/>.</summary>
internal sealed class StreamClients(IOptions<ScoreStreamOptions> options)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _any = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False if there are as many clients as there may be; otherwise the client ends with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_count >= options.Value.MaxClients) return false;
            _count++;
            Meters.StreamClients.Add(1);
            _any.TrySetResult();
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            Meters.StreamClients.Add(-1);
            if (--_count == 0) _any = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until there is at least one client.</summary>
    public Task AnyAsync(CancellationToken ct)
    {
        lock (_gate) return _any.Task.WaitAsync(ct);
    }
}
