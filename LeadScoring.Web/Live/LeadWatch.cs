using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LeadScoring.Web.Live;

/// <summary>One page's interest in some leads. Holds at most one signal, however much happens meanwhile.</summary>
public sealed class LeadWatch : IDisposable
{
    private readonly LeadWatches _watches;
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    internal LeadWatch(LeadWatches watches, IReadOnlyList<string> leadIds) => (_watches, LeadIds) = (watches, leadIds);

    internal IReadOnlyList<string> LeadIds { get; }

    /// <summary>Once for every time that something changed, at most once per <paramref name="interval"/>, until disposed.</summary>
    public async IAsyncEnumerable<bool> ChangesAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await _signal.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
        {
            if (_signal.Reader.TryRead(out var changed)) yield return changed;
            await Task.Delay(interval, ct).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _watches.Remove(this);
        _signal.Writer.TryComplete();
    }

    internal void Ring() => _signal.Writer.TryWrite(true);
}
