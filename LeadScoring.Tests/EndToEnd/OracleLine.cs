namespace LeadScoring.Tests.EndToEnd;

/// <summary>What the ledger must say of one event.</summary>
public sealed record OracleLine(string EventId, int Points, long Change, long PreviousScore, long Score);
