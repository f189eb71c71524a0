using System.Text;
using System.Text.Json;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Feed;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

/// <summary>
/// Server-sent events, as in the HTML standard, section 9.2.
/// <code>
/// id: 1769850000123-0
/// event: score
/// data: {"kind":"score","leadId":"l1",…}
///
/// </code>
/// A bare id moves a client's <c>Last-Event-ID</c> on without giving it an event.
/// </summary>
internal sealed class MessageFormat(IOptions<JsonOptions> json)
{
    public Message Of(FeedEntry entry) => new(
        FeedId.Parse(entry.Id), entry.LeadId, Encode($"id: {entry.Id}\nevent: {entry.Kind}\ndata: {JsonSerializer.Serialize(entry.ToResponse(), json.Value.SerializerOptions)}\n\n"));

    public static byte[] Opening(FeedId at, int retryMs) => Encode($"retry: {retryMs}\nid: {at}\n\n");

    /// <summary>Something was missed: read the API again, then follow from here.</summary>
    public static byte[] Reset(FeedId at) => Encode($"id: {at}\nevent: reset\ndata: {{\"kind\":\"reset\"}}\n\n");

    public static byte[] Heartbeat(FeedId at) => Encode($": heartbeat\nid: {at}\n\n");

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);
}
