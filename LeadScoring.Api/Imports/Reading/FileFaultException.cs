namespace LeadScoring.Api.Imports.Reading;

/// <summary>The file as a whole cannot be read; the message says why, and what to send instead.</summary>
internal sealed class FileFaultException(string message) : Exception(message);
