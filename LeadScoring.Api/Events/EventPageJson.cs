using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;

namespace LeadScoring.Api.Events;

/// <summary>A page of events.</summary>
/// <param name="Events">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record EventPageJson(IReadOnlyList<EventJson> Events, string? Next)
{
    public static EventPageJson Of(CursorPage<StoredEvent> page) => new([.. page.Items.Select(EventJson.Of)], page.Next);
}
