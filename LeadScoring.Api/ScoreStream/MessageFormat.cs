using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Feed;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

/// <summary>A change as it is sent; encoded once for all clients.</summary>
internal sealed record Message(FeedId Id, string LeadId, byte[] Bytes)
{
    /// <summary>What <see cref="MessageStatuses"/> has found; null before.</summary>
    public StatusWhenSent? Status { get; set; }
}

/// <summary>
/// Server-sent events, as in the HTML standard, section 9.2.
/// <code>
/// id: 1769850000123-0
/// event: score
/// data: {"kind":"score","leadId":"l1",…}
///
/// </code>
/// An id without data updates a client's <c>Last-Event-ID</c> without raising an event.
/// </summary>
internal sealed class MessageFormat(IOptions<JsonOptions> json)
{
    public Message Of(FeedEntry entry) => new(
        FeedId.Parse(entry.Id), entry.LeadId, Encode($"id: {entry.Id}\nevent: {entry.Kind}\ndata: {JsonSerializer.Serialize(ToChange(entry), json.Value.SerializerOptions)}\n\n"));

    public static byte[] Opening(FeedId at, int retryMs) => Encode($"retry: {retryMs}\nid: {at}\n\n");

    /// <summary>Tells the client that it missed changes: it has to read the API again.</summary>
    public static byte[] Reset(FeedId at) => Encode($"id: {at}\nevent: reset\ndata: {{\"kind\":\"reset\"}}\n\n");

    public static byte[] Heartbeat(FeedId at) => Encode($": heartbeat\nid: {at}\n\n");

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    private static ScoreChange ToChange(FeedEntry entry) => new(
        entry.Kind, entry.LeadId, entry.PreviousScore, entry.Score, entry.Change, entry.EventType, entry.EventId,
        entry.TimestampMs.ToTime(), entry.ProcessedAtMs.ToTime(), entry.Version);
}
