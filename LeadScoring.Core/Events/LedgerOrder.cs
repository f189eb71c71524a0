namespace LeadScoring.Core.Events;

/// <summary>Which end of a ledger its pages begin at. A line says the same in both.</summary>
public enum LedgerOrder { OldestFirst, NewestFirst }
