namespace LeadScoring.Api.Imports;

/// <summary>A file that was given up in the middle; the session says what became of the rows before.</summary>
internal sealed class ImportStopped(ImportSession session, Exception cause) : Exception(cause.Message, cause)
{
    public ImportSession Session => session;
}
