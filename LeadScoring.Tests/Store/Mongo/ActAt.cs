using System.Collections.Concurrent;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Something else happens, once, when the process first comes to a fault point of that name.</summary>
public sealed class ActAt(params (string Point, Func<Task> Act)[] acts) : IFaultPoints
{
    private readonly ConcurrentDictionary<string, Func<Task>> _acts = new(acts.Select(a => KeyValuePair.Create(a.Point, a.Act)));

    public async ValueTask ReachAsync(string point, CancellationToken ct)
    {
        if (_acts.TryRemove(point, out var act)) await act();
    }
}
