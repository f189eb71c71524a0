using System.Collections.Concurrent;

namespace LeadScoring.Api.Events;

/// <summary>
/// Lead ids that were seen to exist, at most <see cref="Capacity"/>: saves the store a question per event. Only existence is
/// kept, never absence. Two generations: when the young one is full it becomes the old one, and what nobody asks for is lost.
/// </summary>
internal sealed class KnownLeads
{
    public const int Capacity = 200_000;
    private readonly Lock _turning = new();
    private volatile ConcurrentDictionary<string, byte> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, byte> _old = new(StringComparer.Ordinal);
    private int _youngCount;

    public bool Contains(string leadId)
    {
        if (_young.ContainsKey(leadId)) return true;
        if (!_old.ContainsKey(leadId)) return false;
        Add(leadId);
        return true;
    }

    public void Add(string leadId)
    {
        // Counted beside the dictionary, whose own Count takes all its locks.
        if (_young.TryAdd(leadId, 0) && Interlocked.Increment(ref _youngCount) >= Capacity / 2) Turn();
    }

    /// <summary>A deleted lead: its events are refused here, and not only by the worker. Other API processes learn it from the worker alone.</summary>
    public void Forget(string leadId)
    {
        if (_young.TryRemove(leadId, out _)) Interlocked.Decrement(ref _youngCount);
        _old.TryRemove(leadId, out _);
    }

    private void Turn()
    {
        lock (_turning)
        {
            if (_youngCount < Capacity / 2) return;
            _old = _young;
            _young = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
            _youngCount = 0;
        }
    }
}
