using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;

namespace LeadScoring.Api.Events;

/// <summary>A page of a ledger.</summary>
/// <param name="History">In the order asked for.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record HistoryPageJson(IReadOnlyList<LedgerRowJson> History, string? Next)
{
    public static HistoryPageJson Of(CursorPage<LedgerEntry> page) => new([.. page.Items.Select(LedgerRowJson.Of)], page.Next);
}
