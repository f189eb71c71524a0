namespace LeadScoring.Api.Imports.Reading;

/// <summary>The file, or the rest of it, cannot be read. The message says why, and what to send instead.</summary>
internal sealed class FileFaultException(string message, string part = "file") : Exception(message)
{
    /// <summary>The part of the form that is to blame.</summary>
    public string Part => part;
}
