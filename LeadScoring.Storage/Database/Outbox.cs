using System.Collections.Concurrent;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Database;

/// <summary>
/// The log of lead changes as an outbox: what a transaction changed is in the log by the same transaction, and marked when it is announced.
/// Marks are collected and written with the next commit of this process, or after a second.
/// </summary>
internal sealed class Outbox
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<long> _announced = new();
    private int _flushing;

    /// <summary>Remembers what is announced; <paramref name="flush"/> runs a second later, unless a commit has written it until then.</summary>
    public void Announced(IReadOnlyCollection<long> positions, Func<Task> flush)
    {
        if (positions.Count == 0) return;
        foreach (var position in positions) _announced.Enqueue(position);
        if (Interlocked.Exchange(ref _flushing, 1) == 0) _ = FlushAsync(flush);
    }

    /// <summary>Takes what is to be marked by the next transaction.</summary>
    public List<long> Take()
    {
        var taken = new List<long>();
        while (_announced.TryDequeue(out var position)) taken.Add(position);
        return taken;
    }

    /// <summary>Gives back what a failed transaction has taken.</summary>
    public void Return(List<long> taken)
    {
        foreach (var position in taken) _announced.Enqueue(position);
    }

    private async Task FlushAsync(Func<Task> flush)
    {
        await Task.Delay(Delay).ConfigureAwait(false);
        Volatile.Write(ref _flushing, 0);
        if (_announced.IsEmpty) return;
        try
        {
            await flush().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next commit writes it, or it is announced once more.
        }
    }
}

internal sealed class OutboxStore(IStoreDatabase database) : IOutbox
{
    public void Announced(IReadOnlyCollection<long> positions) => database.Outbox.Announced(positions, FlushAsync);

    public async Task<IReadOnlyList<OutboxEntry>> NotAnnouncedAsync(long beforeMs, int limit, CancellationToken ct) =>
        await database.ReadAsync(session => Entries(session, beforeMs, limit), ct);

    private async Task FlushAsync()
    {
        var positions = database.Outbox.Take();
        try
        {
            await database.WriteAsync(session => Mark(session, positions), CancellationToken.None);
        }
        catch
        {
            database.Outbox.Return(positions);
            throw;
        }
    }

    private static bool Mark(IStoreSession session, List<long> positions)
    {
        session.Changes.Announced(positions);
        return true;
    }

    private static List<OutboxEntry> Entries(IStoreSession session, long beforeMs, int limit)
    {
        var logged = session.Changes.NotAnnounced(beforeMs, limit);
        session.States.Expect([.. logged.SelectMany(entry => entry.Numbers).Distinct()]);
        return logged.ConvertAll(entry => Entry(session, entry));
    }

    private static OutboxEntry Entry(IStoreSession session, LoggedChange logged)
    {
        var (changes, deleted) = (new List<LeadChange>(), new List<LeadChange>());
        foreach (var number in logged.Numbers)
        {
            if (session.States.Find(number) is { } lead && session.States.IdOf(number) is { } id)
            {
                var score = lead.Fold.Score;
                changes.Add(new(id, score, score, lead.Version, null, null, logged.Kind == LeadChangeKind.Profile ? logged.AtMs : lead.Fold.Last.TimestampMs, logged.AtMs));
            }
            else if (session.Deleted.Find(number) is { } gone)
            {
                deleted.Add(new(gone.Id, 0, 0, gone.Version, null, null, gone.DeletedAtMs, gone.DeletedAtMs));
            }
        }

        return new(logged.Position, Kind(logged.Kind), changes, deleted);
    }

    private static string Kind(LeadChangeKind kind) => kind switch
    {
        LeadChangeKind.Profile => ChangeKinds.Lead,
        LeadChangeKind.Rescored => ChangeKinds.Rescored,
        _ => ChangeKinds.Score,
    };
}
