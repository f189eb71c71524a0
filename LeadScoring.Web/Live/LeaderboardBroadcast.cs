using System.Collections.Immutable;
using System.Threading.Channels;

namespace LeadScoring.Web.Live;

/// <summary>
/// Hands the newest snapshot to every circuit. A circuit's channel holds one signal and drops the older one, so a slow
/// browser costs nothing and never sees anything but the newest state.
/// </summary>
public sealed class LeaderboardBroadcast
{
    private ImmutableHashSet<Channel<LeaderboardSnapshot>> _circuits = [];
    private volatile LeaderboardSnapshot _current = LeaderboardSnapshot.Empty;

    public LeaderboardSnapshot Current => _current;

    public bool HasReaders => !_circuits.IsEmpty;

    public void Publish(LeaderboardSnapshot snapshot)
    {
        _current = snapshot;
        foreach (var circuit in _circuits) circuit.Writer.TryWrite(snapshot);
    }

    /// <summary>The newest snapshot now, then each newer one, at most one per <paramref name="interval"/>.</summary>
    public async IAsyncEnumerable<LeaderboardSnapshot> FollowAsync(
        TimeSpan interval, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var circuit = Channel.CreateBounded<LeaderboardSnapshot>(new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        ImmutableInterlocked.Update(ref _circuits, set => set.Add(circuit));
        try
        {
            yield return _current;
            while (await circuit.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
            {
                if (circuit.Reader.TryRead(out var next)) yield return next;
                await Task.Delay(interval, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _circuits, set => set.Remove(circuit));
        }
    }
}
