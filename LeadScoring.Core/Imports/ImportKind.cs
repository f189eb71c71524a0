namespace LeadScoring.Core.Imports;

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum ImportKind { Events, Leads }
