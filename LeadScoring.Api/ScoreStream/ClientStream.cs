using System.Buffers;
using System.IO.Pipelines;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

/// <summary>Which changes a client gets.</summary>
/// <param name="LeadIds">Of these leads; empty: of all.</param>
/// <param name="Statuses">Of leads with one of these statuses, and of deleted ones; null: with any.</param>
internal sealed record StreamFilter(IReadOnlySet<string> LeadIds, LeadStatuses? Statuses)
{
    /// <summary>The leads alone, which need no look-up.</summary>
    public bool IsOfLead(Message message) => LeadIds.Count == 0 || LeadIds.Contains(message.LeadId);

    public bool Passes(Message message) => IsOfLead(message) && (Statuses is not { } statuses || message.Status?.Status is not { } status || statuses.Contains(status));
}

/// <summary>What the streams of all clients share.</summary>
internal sealed class ScoreStreams(MessageWindow window, IChangeFeed feed, MessageFormat format, MessageStatuses statuses, IOptions<ScoreStreamOptions> options, TimeProvider time)
{
    public ClientStream To(PipeWriter output, StreamFilter filter) => new(output, filter, window, feed, format, statuses, options.Value, time);
}

/// <summary>
/// Sends the changes to one client. It keeps only a position in the feed and no queue, so that a slow client takes no memory; a client that
/// receives nothing for too long is disconnected.
/// </summary>
internal sealed class ClientStream(
    PipeWriter output, StreamFilter filter, MessageWindow window, IChangeFeed feed, MessageFormat format, MessageStatuses statuses,
    ScoreStreamOptions options, TimeProvider time)
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
            if (!filter.Passes(message)) continue;
            output.Write(message.Bytes);
            written = true;
        }

        return written;
    }

    /// <summary>The next messages, of whose leads the statuses are known where the client asks for some; none as long as they cannot be.</summary>
    private async Task<(IReadOnlyList<Message> Messages, Task More)> NextAsync(CancellationToken ct)
    {
        var next = await ReadAsync(ct);
        if (filter.Statuses is null || next.Messages.Count == 0) return next;
        try
        {
            await statuses.FindAsync([.. next.Messages.Where(filter.IsOfLead)], ct);
            return next;
        }
        catch (StoreUnavailableException)
        {
            return ([], Task.Delay(PollInterval, time, ct));
        }
    }

    /// <summary>From the window, or from the feed if this client is further behind.</summary>
    private async Task<(IReadOnlyList<Message> Messages, Task More)> ReadAsync(CancellationToken ct)
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
