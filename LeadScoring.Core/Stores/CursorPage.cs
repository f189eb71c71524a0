namespace LeadScoring.Core.Stores;

/// <param name="Next">Opaque cursor of the next page; null at the end.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A cursor that no earlier page contained, or one of another list.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is not one that an earlier answer gave.");
