using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports;

/// <summary>A file that was given up in the middle; the session says what became of the rows before.</summary>
internal sealed class ImportFault(ImportSession session, FileFaultException fault) : Exception(fault.Message, fault)
{
    public ImportSession Session => session;
}
