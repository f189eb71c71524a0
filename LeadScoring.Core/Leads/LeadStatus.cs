namespace LeadScoring.Core.Leads;

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum LeadStatus { New, Contacted, Qualified, Customer, Lost }
