using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>A row of a file of events.</summary>
/// <param name="Draft">The event, or what is wrong with it.</param>
/// <param name="Name">For the lead, if one is created.</param>
/// <param name="Company">For the lead, if one is created.</param>
/// <param name="IsCanonical">Whether its metadata is in canonical form already.</param>
internal sealed record EventRow(EventDraft Draft, string? Name = null, string? Company = null, bool IsCanonical = false)
{
    /// <summary>The metadata in canonical form.</summary>
    public string? CanonicalMetadata => Draft.Metadata is { } json && !IsCanonical ? RowMetadata.Canonical(json) : Draft.Metadata;
}

/// <summary>Makes events of rows, by the rules by which the API reads an event. Names and companies are for leads that are created, and stay in the metadata.</summary>
internal sealed class EventRows(bool isOwnExport)
{
    private readonly RowFields _fields = new(isOwnExport);

    public EventRow Read(Row row, long nowMs)
    {
        var draft = new EventDraft(isRow: true);
        if (row.Error is not null)
        {
            draft.Errors.Add("row", row.Error);
            return new EventRow(draft);
        }

        _fields.Read(row, IsForLead);
        if (!_fields[Field.Email].IsEmpty && _fields.Text(Field.LeadId) is { } id && !Lead.IsId(id)) _fields.Drop(Field.LeadId);
        foreach (var field in _fields.Twice) draft.Errors.Add(FieldNames.Of(field)!, "Send it only once.");
        Set(draft, EventField.EventId, Field.EventId, nowMs);
        Set(draft, EventField.EventType, Field.EventType, nowMs);
        Set(draft, EventField.LeadId, Field.LeadId, nowMs);
        Set(draft, EventField.Email, Field.Email, nowMs);
        draft.Set(EventField.Timestamp, Time(), nowMs);
        SetMetadata(draft, nowMs);
        draft.Complete();
        return new EventRow(draft, LeadRows.Name(_fields), _fields.Text(Field.Company), _fields.Metadata.IsCanonical);
    }

    private static bool IsForLead(Field field) => field is Field.Name or Field.FirstName or Field.LastName or Field.Company;

    private void Set(EventDraft draft, EventField target, Field field, long nowMs)
    {
        if (_fields[field] is not { IsEmpty: false } cell) return;
        draft.Set(target, cell.Text is { } text ? Cell.Of(VisibleText.Trim(text)) : cell, nowMs);
    }

    /// <summary>The timestamp; or the day with the time of day; or whichever of the two there is.</summary>
    private Cell Time()
    {
        if (_fields[Field.Timestamp] is { IsEmpty: false } timestamp) return timestamp;
        var (date, time) = (_fields.Text(Field.Date), _fields.Text(Field.Time));
        if (date is null || time is null) return _fields[date is null ? Field.Time : Field.Date];
        return Core.Events.EventTime.TryParse(time, out _) ? _fields[Field.Time] : Cell.Of($"{date} {time}");
    }

    private void SetMetadata(EventDraft draft, long nowMs)
    {
        var metadata = _fields.Metadata;
        if (!metadata.SetOwn(_fields[Field.Metadata]))
        {
            draft.Errors.Add("metadata", _fields[Field.Metadata].Text is null ? "Must be a JSON object." : "Must be a JSON object, such as {\"page\":\"/pricing\"}, with its quotes doubled in CSV.");
        }
        else if (!metadata.HasOthers)
        {
            draft.Set(EventField.Metadata, metadata.Own, nowMs);
        }
        else if (!draft.Errors.Any)
        {
            draft.SetMetadata(metadata.Write(), metadata.Depth, "With all other columns it must be at most");
        }
    }
}
