using System.Buffers;
using System.IO.Pipelines;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.ScoreStream;

/// <summary>
/// One client's way through the feed. It has a place in it and nothing else: no queue of its own, so a client that reads
/// slowly costs no memory, and one that takes nothing for too long is dropped.
/// </summary>
internal sealed class ClientStream(
    PipeWriter output, IReadOnlySet<string> leadIds, MessageWindow window, IChangeFeed feed, MessageFormat format, ScoreStreamOptions options, TimeProvider time)
{
    private const int MaxMessages = 256;
    private const int RetryMs = 2_000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private FeedId _at;

    /// <summary>Whether the feed has said that it knows this place.</summary>
    private bool _known;

    /// <param name="resumeAfter">The last id that the client saw; null for from now on.</param>
    /// <exception cref="TimeoutException">The client takes nothing.</exception>
    public async Task RunAsync(FeedId? resumeAfter, CancellationToken ct)
    {
        _known = resumeAfter is null;
        _at = resumeAfter ?? FeedId.Parse(await feed.NewestIdAsync(ct));
        await WriteAsync(MessageFormat.Opening(_at, RetryMs), ct);
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

            await WriteAsync(MessageFormat.Heartbeat(_at), ct);
            quietSince = time.GetTimestamp();
        }
    }

    /// <returns>Whether any of them is for this client.</returns>
    private bool Write(IReadOnlyList<Message> messages)
    {
        var written = false;
        foreach (var message in messages)
        {
            _at = message.Id;
            if (leadIds.Count > 0 && !leadIds.Contains(message.LeadId)) continue;
            output.Write(message.Bytes);
            written = true;
        }

        return written;
    }

    /// <summary>From the window, or from the feed while this client is further behind than that.</summary>
    private async Task<(IReadOnlyList<Message> Messages, Task More)> NextAsync(CancellationToken ct)
    {
        var messages = window.After(_at, MaxMessages, out var grown);
        if (messages is not null && _known) return (messages, grown);
        var again = Task.WhenAny(grown, Task.Delay(LookAgain, time, ct));
        try
        {
            var page = await feed.ReadAsync(_at.ToString(), MaxMessages, ct);
            _known = page.IsComplete;
            if (!page.IsComplete) return await ResetAsync(ct);
            if (page.Entries.Count == 0) _at = FeedId.Parse(page.LastId);
            return ([.. page.Entries.Select(format.Of)], again);
        }
        catch (QueueUnavailableException)
        {
            return ([], again);
        }
    }

    private async Task<(IReadOnlyList<Message> Messages, Task More)> ResetAsync(CancellationToken ct)
    {
        _at = FeedId.Parse(await feed.NewestIdAsync(ct));
        await WriteAsync(MessageFormat.Reset(_at), ct);
        _known = true;
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
