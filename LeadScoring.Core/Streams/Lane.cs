namespace LeadScoring.Core.Streams;

/// <summary>Live (single and batch API) is always served before bulk (file imports, replays).</summary>
public enum Lane { Live, Bulk }
