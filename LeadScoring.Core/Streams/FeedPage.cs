namespace LeadScoring.Core.Streams;

/// <param name="Entries">Oldest first.</param>
/// <param name="LastId">Where to go on.</param>
/// <param name="IsComplete">False when entries after the id asked for are no longer kept, or the feed began anew: whoever asked has missed something and reads the store again.</param>
public sealed record FeedPage(IReadOnlyList<FeedEntry> Entries, string LastId, bool IsComplete);
