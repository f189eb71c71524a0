namespace LeadScoring.Core.Storage;

/// <summary>A cursor that no answer of ours contained.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is not one that an earlier answer gave.");
