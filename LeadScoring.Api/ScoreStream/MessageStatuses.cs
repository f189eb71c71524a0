using LeadScoring.Core.Leads;

namespace LeadScoring.Api.ScoreStream;

/// <summary>The status of a message's lead when the message is first sent to a client that asks for statuses; null of a deleted lead.</summary>
internal sealed record StatusWhenSent(LeadStatus? Status);

/// <summary>
/// Looks up the statuses of the leads of messages: of many at once, and once for all clients that share the messages, since all of them wake
/// up at the same time.
/// </summary>
/// <param name="find"><see cref="ILeadStore.StatusesAsync"/>.</param>
internal sealed class MessageStatuses(Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyDictionary<string, LeadStatus>>> find) : IDisposable
{
    private readonly SemaphoreSlim _looking = new(1);

    /// <summary>Sets <see cref="Message.Status"/> of each message that has none.</summary>
    /// <exception cref="Core.Stores.StoreUnavailableException">They are not all known.</exception>
    public async ValueTask FindAsync(IReadOnlyList<Message> messages, CancellationToken ct)
    {
        if (messages.All(message => message.Status is not null)) return;
        await _looking.WaitAsync(ct);
        try
        {
            var unknown = messages.Where(message => message.Status is null).ToList(); // fewer when another client has just asked
            if (unknown.Count == 0) return;
            var statuses = await find(unknown.Select(message => message.LeadId).ToHashSet(StringComparer.Ordinal), ct);
            foreach (var message in unknown) message.Status = new(statuses.TryGetValue(message.LeadId, out var status) ? status : null);
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();
}
