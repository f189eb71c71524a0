namespace LeadScoring.Core.Leads;

/// <summary>Ties are broken by id, for scores by earlier last event (none last) and then id.</summary>
public enum LeadSort { ScoreDescending, Name, LastEventDescending, CreatedDescending }
