using System.Runtime.CompilerServices;
using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Exports;

/// <summary>A lead's whole ledger, a page at a time.</summary>
internal static class LedgerPages
{
    public const int Size = 1000;

    /// <exception cref="InvalidOperationException">The lead was deleted meanwhile, and the rest of its ledger with it.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<LedgerEntry>> FromAsync(
        CursorPage<LedgerEntry> first, string leadId, IEventStore store, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return page.Items;
            if (page.Next is not { } next) yield break;
            var score = page.Items[^1].Score;
            page = await store.LedgerAsync(leadId, LedgerOrder.OldestFirst, next, Size, ct)
                ?? throw new InvalidOperationException("The lead was deleted while it was exported.");
            if (page.Items.Count > 0 && page.Items[0].PreviousScore != score) throw new InvalidOperationException("The ledger changed while it was exported, so that it would not add up.");
        }
    }
}
