namespace LeadScoring.Core.Storage.Adapters;

/// <summary>The publishing that caused a rescore: a rule's current version since then, and the one before (0: none).</summary>
internal sealed record JobCause(string EventType, int Version, int Restores);
