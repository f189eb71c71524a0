using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LeadScoring.Core.Feed;

namespace LeadScoring.Web.Live;

/// <summary>Which page shows which leads, so that it is notified when one of them changes. Thread-safe.</summary>
public sealed class LeadSubscriptions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<LeadSubscription>> _byLead = new(StringComparer.Ordinal);

    /// <summary>Leads with a subscription.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _byLead.Count;
        }
    }

    /// <summary>Ends when it is disposed.</summary>
    public LeadSubscription Subscribe(IEnumerable<string> leadIds)
    {
        var subscription = new LeadSubscription(this, [.. leadIds.Distinct(StringComparer.Ordinal)]);
        lock (_gate)
        {
            foreach (var id in subscription.LeadIds)
            {
                if (!_byLead.TryGetValue(id, out var subscriptions)) _byLead[id] = subscriptions = [];
                subscriptions.Add(subscription);
            }
        }

        return subscription;
    }

    public void Notify(IReadOnlyList<FeedEntry> entries) => Notify(entries.Select(entry => entry.LeadId));

    /// <summary>Somebody changed these leads here: their pages need not wait for the feed.</summary>
    public void Notify(IEnumerable<string> leadIds)
    {
        lock (_gate)
        {
            if (_byLead.Count == 0) return;
            foreach (var id in leadIds)
            {
                if (!_byLead.TryGetValue(id, out var subscriptions)) continue;
                foreach (var subscription in subscriptions) subscription.Notify();
            }
        }
    }

    /// <summary>After a gap in the feed, when any lead may have changed.</summary>
    public void NotifyAll()
    {
        lock (_gate)
        {
            foreach (var subscription in _byLead.Values.SelectMany(s => s)) subscription.Notify();
        }
    }

    internal void Remove(LeadSubscription subscription)
    {
        lock (_gate)
        {
            foreach (var id in subscription.LeadIds)
            {
                if (!_byLead.TryGetValue(id, out var subscriptions) || !subscriptions.Remove(subscription)) continue;
                if (subscriptions.Count == 0) _byLead.Remove(id);
            }
        }
    }
}

/// <summary>One page's subscription to the leads it shows. Holds at most one pending notification.</summary>
public sealed class LeadSubscription : IDisposable
{
    private readonly LeadSubscriptions _owner;
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    internal LeadSubscription(LeadSubscriptions owner, IReadOnlyList<string> leadIds) => (_owner, LeadIds) = (owner, leadIds);

    internal IReadOnlyList<string> LeadIds { get; }

    /// <summary>An item for each notification, at most one per <paramref name="interval"/>, until disposed.</summary>
    public async IAsyncEnumerable<bool> ChangesAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await _pending.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
        {
            if (_pending.Reader.TryRead(out var changed)) yield return changed;
            await Task.Delay(interval, ct).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _owner.Remove(this);
        _pending.Writer.TryComplete();
    }

    internal void Notify() => _pending.Writer.TryWrite(true);
}
