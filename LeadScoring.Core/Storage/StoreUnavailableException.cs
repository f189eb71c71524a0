namespace LeadScoring.Core.Storage;

/// <summary>The store cannot be reached or is too busy: nothing was decided about the request, try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
