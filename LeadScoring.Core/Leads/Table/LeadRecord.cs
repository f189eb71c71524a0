namespace LeadScoring.Core.Leads.Table;

/// <summary>A lead as the table takes it in; texts are UTF-8.</summary>
public readonly ref struct LeadRecord
{
    /// <summary>The store's number of the lead: ascending with its id.</summary>
    public required long Number { get; init; }

    /// <summary>What lists sort the name by: <see cref="TextKey"/>.</summary>
    public required ReadOnlySpan<byte> NameKey { get; init; }

    /// <summary><see cref="SearchKey"/>s.</summary>
    public required ReadOnlySpan<byte> SearchName { get; init; }

    public required ReadOnlySpan<byte> SearchEmail { get; init; }

    public required ReadOnlySpan<byte> SearchCompany { get; init; }

    public required LeadStatus Status { get; init; }

    public required long CreatedAtMs { get; init; }

    public required long Score { get; init; }

    /// <summary>Unix ms; <see cref="long.MinValue"/> without events.</summary>
    public required long LastEventMs { get; init; }
}
