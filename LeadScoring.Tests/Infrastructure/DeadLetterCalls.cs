using LeadScoring.Core.Queue;

namespace LeadScoring.Tests;

/// <summary>Single steps of what the port does for many.</summary>
public static class DeadLetterCalls
{
    /// <summary>The newest, whatever their cause.</summary>
    public static async Task<IReadOnlyList<DeadLetter>> ListAsync(this IDeadLetters dead, int limit, CancellationToken ct) => (await dead.PageAsync(null, null, limit, ct)).Letters;

    public static async Task<bool> DiscardAsync(this IDeadLetters dead, string id, CancellationToken ct) => await dead.DiscardAsync([id], ct) == 1;
}
