namespace LeadScoring.Core.Streams;

/// <summary>
/// Shared by all API processes: whether demo data is wanted, and which of them sees to it. Survives each of them. Throws
/// <see cref="QueueUnavailableException"/>.
/// </summary>
public interface IDemoSwitch
{
    /// <summary>Null: not wanted, or no longer.</summary>
    Task<DemoWish?> ReadAsync(CancellationToken ct);

    /// <summary>Replaces what was wished before.</summary>
    Task WishAsync(DemoWish wish, CancellationToken ct);

    /// <summary>In one step. False: somebody wished something else meanwhile, and that stands.</summary>
    /// <param name="wish">Null: nothing is wanted any more.</param>
    Task<bool> ReplaceAsync(DemoWish read, DemoWish? wish, CancellationToken ct);

    /// <summary>True when the holder sees to it for the next while: because nobody did, or because it does already.</summary>
    Task<bool> HoldAsync(string holder, TimeSpan lease, CancellationToken ct);

    /// <summary>Lets another one take over at once; nothing when somebody else has already.</summary>
    Task ReleaseAsync(string holder, CancellationToken ct);
}
