namespace LeadScoring.Core.Mongo;

/// <summary>What is recorded once with an event that counted.</summary>
internal readonly record struct CommitResultOf(long TimestampMs, long Before, long After, bool Late);
