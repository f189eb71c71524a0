using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>The orders of a ledger as they are spelt in queries.</summary>
internal static class LedgerOrders
{
    public const string Default = "oldest";

    private static readonly Dictionary<string, LedgerOrder> ByName = new(StringComparer.Ordinal)
    {
        [Default] = LedgerOrder.OldestFirst,
        ["newest"] = LedgerOrder.NewestFirst,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static LedgerOrder Read(QueryFields fields, string? order) => fields.Choice("order", order, LedgerOrder.OldestFirst, ByName);
}
