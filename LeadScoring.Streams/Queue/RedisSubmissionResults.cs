using System.Collections.Concurrent;
using System.Text.Json;
using LeadScoring.Core.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>Receives the results of submissions by one subscription per process, and hands them to the callers that wait.</summary>
public sealed class RedisSubmissionResults(IConnectionMultiplexer redis, IOptions<StreamOptions> options) : ISubmissionResults
{
    private static readonly TimeSpan SubscribeLimit = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<long, SubmissionWait> _waits = new();
    private readonly Lock _gate = new();
    private Task? _subscription;

    /// <summary>The channel on which workers publish the results for this process.</summary>
    public string Channel { get; } = StreamKeys.Reply(Guid.NewGuid().ToString("N")).ToString();

    public ISubmissionWait Expect(long submission)
    {
        var wait = new SubmissionWait(() => _waits.TryRemove(submission, out _));
        if (_waits.Count < options.Value.MaxWaits) _waits[submission] = wait;
        _ = Subscription();
        return wait;
    }

    internal bool IsExpected(long submission) => !_waits.IsEmpty && _waits.ContainsKey(submission);

    /// <summary>Completes when the subscription is active, or after a second: a caller that misses the notification polls the store.</summary>
    internal async Task ReadyAsync()
    {
        try
        {
            await Subscription().WaitAsync(SubscribeLimit).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisCall.IsFailure(e))
        {
            // Callers poll the store as well.
        }
    }

    private Task Subscription()
    {
        lock (_gate)
        {
            if (_subscription is null || _subscription.IsFaulted || _subscription.IsCanceled)
                _subscription = redis.GetSubscriber().SubscribeAsync(StreamKeys.Channel(Channel), (_, message) => Complete(message));
            return _subscription;
        }
    }

    private void Complete(RedisValue message)
    {
        var result = JsonSerializer.Deserialize<SubmissionResult>((byte[])message!, JsonSerializerOptions.Web);
        if (result is not null && _waits.TryGetValue(result.Submission, out var wait)) wait.Complete(result);
    }
}

internal sealed class SubmissionWait(Action forget) : ISubmissionWait
{
    private readonly TaskCompletionSource<SubmissionResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SubmissionResult> Result => _result.Task;

    public void Complete(SubmissionResult result) => _result.TrySetResult(result);

    public void Dispose() => forget();
}

/// <summary>The worker's side of <see cref="ISubmissionResults"/>: publishes results.</summary>
public sealed class SubmissionReplies(IConnectionMultiplexer redis)
{
    public Task SendAsync(IEnumerable<(string Channel, SubmissionResult Result)> replies)
    {
        var subscriber = redis.GetSubscriber();
        return Task.WhenAll(replies.Select(reply => subscriber.PublishAsync(
            StreamKeys.Channel(reply.Channel), JsonSerializer.SerializeToUtf8Bytes(reply.Result, JsonSerializerOptions.Web))));
    }
}
