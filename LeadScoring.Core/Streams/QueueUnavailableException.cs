namespace LeadScoring.Core.Streams;

/// <summary>Redis cannot be reached: nothing is acknowledged, send the whole request again.</summary>
public sealed class QueueUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
