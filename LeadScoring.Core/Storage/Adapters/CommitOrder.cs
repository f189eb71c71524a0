using LeadScoring.Core.Events;

namespace LeadScoring.Core.Storage.Adapters;

internal static class CommitOrder
{
    /// <summary>The events' places, lead by lead, in the order given within a lead.</summary>
    public static int[] ByLead(IReadOnlyList<IncomingEvent> events)
    {
        var order = new int[events.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => string.CompareOrdinal(events[a].LeadId, events[b].LeadId) is var c and not 0 ? c : a.CompareTo(b));
        return order;
    }
}
