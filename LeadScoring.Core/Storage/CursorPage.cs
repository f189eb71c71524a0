namespace LeadScoring.Core.Storage;

/// <param name="Next">Opaque cursor of the next page; null at the end.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? Next);
