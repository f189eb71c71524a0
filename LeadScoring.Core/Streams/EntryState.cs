namespace LeadScoring.Core.Streams;

/// <summary>Where a queued entry is; Gone: acknowledged, so the store or the dead letters know it.</summary>
public enum EntryState { Gone, Waiting, Active, Delayed }
