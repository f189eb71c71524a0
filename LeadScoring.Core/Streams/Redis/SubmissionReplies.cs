using System.Text.Json;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>The worker's side of <see cref="ISubmissionResults"/>: tells whoever waits how a submission ended.</summary>
public sealed class SubmissionReplies(IConnectionMultiplexer redis)
{
    public Task SendAsync(IEnumerable<(string Channel, SubmissionResult Result)> replies)
    {
        var subscriber = redis.GetSubscriber();
        return Task.WhenAll(replies.Select(reply => subscriber.PublishAsync(
            StreamKeys.Channel(reply.Channel), JsonSerializer.SerializeToUtf8Bytes(reply.Result, JsonSerializerOptions.Web))));
    }
}
