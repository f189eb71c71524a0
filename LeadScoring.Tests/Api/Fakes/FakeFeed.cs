using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>Remembers what was announced; nobody can read it back.</summary>
public sealed class FakeFeed : IChangeFeed
{
    private readonly Lock _gate = new();
    private readonly List<(string Kind, LeadChange Change)> _announced = [];

    public Exception? Throws { get; set; }

    /// <summary>How often somebody announced something, or tried to.</summary>
    public int Attempts { get; private set; }

    public IReadOnlyList<(string Kind, LeadChange Change)> Announced
    {
        get
        {
            lock (_gate) return [.. _announced];
        }
    }

    public Task AnnounceAsync(string kind, IReadOnlyList<LeadChange> changes, CancellationToken ct)
    {
        Attempts++;
        if (Throws is not null) throw Throws;
        lock (_gate) _announced.AddRange(changes.Select(c => (kind, c)));
        return Task.CompletedTask;
    }

    public Task<FeedPage> ReadAsync(string afterId, int limit, CancellationToken ct) => Task.FromResult(new FeedPage([], afterId, true));

    public Task<string> NewestIdAsync(CancellationToken ct) => Throws is null ? Task.FromResult("0-0") : throw Throws;

    public Task ListenAsync(Action announced, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);
}
