using System.Buffers;
using System.IO.Pipelines;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.ScoreStream;

/// <summary>
/// Sends the changes to one client. It keeps only a position in the feed and no queue, so that a slow client takes no memory; a client that
/// receives nothing for too long is disconnected.
/// </summary>
internal sealed class ClientStream(
    PipeWriter output, IReadOnlySet<string> leadIds, MessageWindow window, IChangeFeed feed, MessageFormat format, ScoreStreamOptions options, TimeProvider time)
{
    private const int MaxMessages = 256;
    private const int RetryMs = 2_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private FeedId _position;

    /// <summary>Whether the feed still contains everything after the position. Not known of a position that the client gave.</summary>
    private bool _positionIsValid;

    /// <param name="resumeAfter">The last id that the client received; null to begin with the next change.</param>
    /// <exception cref="TimeoutException">The client receives nothing.</exception>
    public async Task RunAsync(FeedId? resumeAfter, CancellationToken ct)
    {
        _positionIsValid = resumeAfter is null;
        _position = resumeAfter ?? FeedId.Parse(await feed.NewestIdAsync(ct));
        await WriteAsync(MessageFormat.Opening(_position, RetryMs), ct);
        var quietSince = time.GetTimestamp();
        while (true)
        {
            var (messages, more) = await NextAsync(ct);
            if (messages.Count > 0)
            {
                if (Write(messages)) quietSince = time.GetTimestamp();
                await FlushAsync(ct);
                continue;
            }

            var quiet = TimeSpan.FromSeconds(options.HeartbeatSeconds) - time.GetElapsedTime(quietSince);
            if (quiet > TimeSpan.Zero)
            {
                await WaitAsync(more, quiet, ct);
                continue;
            }

            await WriteAsync(MessageFormat.Heartbeat(_position), ct);
            quietSince = time.GetTimestamp();
        }
    }

    /// <returns>Whether any of them is for this client.</returns>
    private bool Write(IReadOnlyList<Message> messages)
    {
        var written = false;
        foreach (var message in messages)
        {
            _position = message.Id;
            if (leadIds.Count > 0 && !leadIds.Contains(message.LeadId)) continue;
            output.Write(message.Bytes);
            written = true;
        }

        return written;
    }

    /// <summary>From the window, or from the feed if this client is further behind.</summary>
    private async Task<(IReadOnlyList<Message> Messages, Task More)> NextAsync(CancellationToken ct)
    {
        var messages = window.After(_position, MaxMessages, out var grown);
        if (messages is not null && _positionIsValid) return (messages, grown);
        var retry = Task.WhenAny(grown, Task.Delay(PollInterval, time, ct));
        try
        {
            var page = await feed.ReadAsync(_position.ToString(), MaxMessages, ct);
            _positionIsValid = page.IsComplete;
            if (!page.IsComplete) return await ResetAsync(ct);
            if (page.Entries.Count == 0) _position = FeedId.Parse(page.LastId);
            return ([.. page.Entries.Select(format.Of)], retry);
        }
        catch (QueueUnavailableException)
        {
            return ([], retry);
        }
    }

    private async Task<(IReadOnlyList<Message> Messages, Task More)> ResetAsync(CancellationToken ct)
    {
        _position = FeedId.Parse(await feed.NewestIdAsync(ct));
        await WriteAsync(MessageFormat.Reset(_position), ct);
        _positionIsValid = true;
        return ([], Task.CompletedTask);
    }

    private async Task WaitAsync(Task more, TimeSpan limit, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(more, Task.Delay(limit, time, over.Token));
        await over.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private Task WriteAsync(byte[] bytes, CancellationToken ct)
    {
        output.Write(bytes);
        return FlushAsync(ct);
    }

    private Task FlushAsync(CancellationToken ct)
    {
        var flush = output.FlushAsync(ct);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask().WaitAsync(TimeSpan.FromSeconds(options.SlowClientSeconds), time, ct);
    }
}
