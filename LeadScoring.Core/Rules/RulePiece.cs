namespace LeadScoring.Core.Rules;

/// <summary>What a rule says from a time on (null: from the beginning), until the next piece begins.</summary>
public sealed record RulePiece(long? FromMs, int Points, bool Active, string Description);
