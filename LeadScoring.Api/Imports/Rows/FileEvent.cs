using LeadScoring.Api.Events;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>A row that is meant to be an event.</summary>
internal sealed class FileEvent(SourceRow row, EventDraft draft)
{
    public SourceRow Row => row;

    public EventDraft Draft => draft;

    /// <summary>The timestamp as it was written; empty when it was left out. Only for rows without an eventId.</summary>
    public string TimeText { get; init; } = "";

    /// <summary>For a lead that is to be made.</summary>
    public string? Name { get; init; }

    /// <summary>For a lead that is to be made.</summary>
    public string? Company { get; init; }
}
