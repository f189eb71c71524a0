using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LeadScoring.Web.Live;

/// <summary>
/// Hands the newest value to every circuit. A circuit's channel holds one value and drops the older one, so that a slow
/// browser costs nothing and always gets the newest state.
/// </summary>
/// <param name="first">Until something is published.</param>
/// <param name="time">For intervals.</param>
/// <param name="onFirstReader">Called when somebody follows it and nobody did before.</param>
public sealed class Broadcast<T>(T first, TimeProvider? time = null, Action? onFirstReader = null)
    where T : class
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private ImmutableHashSet<Channel<T>> _readers = [];
    private volatile T _current = first;

    public T Current => _current;

    public bool HasReaders => !_readers.IsEmpty;

    public void Publish(T value)
    {
        _current = value;
        foreach (var reader in _readers) reader.Writer.TryWrite(value);
    }

    /// <summary>The newest value now, then each newer one, at most one per <paramref name="interval"/>.</summary>
    public async IAsyncEnumerable<T> FollowAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var isFirst = false;
        ImmutableInterlocked.Update(ref _readers, set =>
        {
            isFirst = set.IsEmpty;
            return set.Add(reader);
        });
        if (isFirst) onFirstReader?.Invoke();
        try
        {
            yield return _current;
            while (await reader.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
            {
                if (reader.Reader.TryRead(out var next)) yield return next;
                await Task.Delay(interval, _time, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _readers, set => set.Remove(reader));
        }
    }
}
