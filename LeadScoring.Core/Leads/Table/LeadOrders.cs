namespace LeadScoring.Core.Leads.Table;

/// <summary>How a list is sorted; a type each, so that the pass over the leads is compiled for it.</summary>
internal interface ILeadOrder
{
    /// <summary>What decides first: often enough to pass a lead over without looking at the rest of it.</summary>
    static abstract long First(LeadSegment leads, int i);

    /// <summary>The complement turns an order around, for the lowest number as well.</summary>
    static abstract SortKey Key(LeadSegment leads, int i);
}

internal readonly struct ByScore : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.Scores[i];

    public static SortKey Key(LeadSegment leads, int i) =>
        new(~leads.Scores[i], leads.LastEvents[i] == long.MinValue ? long.MaxValue : leads.LastEvents[i], leads.Numbers[i]);
}

internal readonly struct ByName : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => leads.NameRanks[i];

    public static SortKey Key(LeadSegment leads, int i) => new(leads.NameRanks[i], 0, leads.Numbers[i]);
}

internal readonly struct ByLastEvent : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.LastEvents[i];

    public static SortKey Key(LeadSegment leads, int i) => new(~leads.LastEvents[i], 0, leads.Numbers[i]);
}

internal readonly struct ByCreation : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.Created[i];

    public static SortKey Key(LeadSegment leads, int i) => new(~leads.Created[i], 0, leads.Numbers[i]);
}
