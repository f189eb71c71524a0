using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Both ends of the reply channels: the waiting API process, and the worker that tells it.</summary>
public sealed class SubmissionResults(RedisConnection redis) : ISubmissionResults
{
    private readonly string _channel = $"ls:reply:{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SubmissionResult>> _waits = new();
    private int _listening;

    public ISubmissionWait Expect(long submission)
    {
        if (Interlocked.Exchange(ref _listening, 1) == 0) Listen();
        var source = new TaskCompletionSource<SubmissionResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits[submission] = source;
        return new Wait(this, submission, source.Task);
    }

    /// <summary>The channel to reply on when this process waits for the submission, else null.</summary>
    public string? ReplyTo(long submission) => !_waits.IsEmpty && _waits.ContainsKey(submission) ? _channel : null;

    /// <summary>Tells whoever waits on the channel; it may be lost.</summary>
    public Task ReplyAsync(string channel, SubmissionResult result) =>
        redis.ExecuteAsync("PUBLISH", channel, JsonSerializer.SerializeToUtf8Bytes(result));

    private void Listen() => _ = redis.Subscriber.SubscribeAsync(_channel, (_, message) => Deliver(message))
        .ContinueWith(_ => Volatile.Write(ref _listening, 0), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private void Deliver(RedisValue message)
    {
        if (JsonSerializer.Deserialize<SubmissionResult>((byte[])message!) is { } result
            && _waits.TryGetValue(result.Submission, out var source))
        {
            source.TrySetResult(result);
        }
    }

    private sealed class Wait(SubmissionResults owner, long submission, Task<SubmissionResult> result) : ISubmissionWait
    {
        public Task<SubmissionResult> Result => result;

        public void Dispose() => owner._waits.TryRemove(submission, out _);
    }
}
