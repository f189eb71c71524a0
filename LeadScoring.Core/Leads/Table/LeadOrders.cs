namespace LeadScoring.Core.Leads.Table;

/// <summary>How a list is sorted; a type each, so that the pass over the leads is compiled for it.</summary>
internal interface ILeadOrder
{
    /// <summary>Leads that came last are likely to be first in the list.</summary>
    static virtual bool FromTheEnd => false;

    /// <summary>The complement turns an order around, for the lowest number as well.</summary>
    static abstract SortKey Key(LeadSegment leads, int i);
}

internal readonly struct ByScore : ILeadOrder
{
    public static SortKey Key(LeadSegment leads, int i) =>
        new(~leads.Scores[i], leads.LastEvents[i] == long.MinValue ? long.MaxValue : leads.LastEvents[i], leads.Numbers[i]);
}

internal readonly struct ByName : ILeadOrder
{
    public static SortKey Key(LeadSegment leads, int i) => new(leads.NameRanks[i], 0, leads.Numbers[i]);
}

internal readonly struct ByLastEvent : ILeadOrder
{
    public static SortKey Key(LeadSegment leads, int i) => new(~leads.LastEvents[i], 0, leads.Numbers[i]);
}

internal readonly struct ByCreation : ILeadOrder
{
    public static bool FromTheEnd => true;

    public static SortKey Key(LeadSegment leads, int i) => new(~leads.Created[i], 0, leads.Numbers[i]);
}
