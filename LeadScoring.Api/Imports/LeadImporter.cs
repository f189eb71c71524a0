using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Rows of leads. One whose e-mail address is taken is a duplicate: the lead that is there stays as it is.</summary>
internal sealed class LeadImporter(LeadMaker maker) : IFileImporter
{
    public ImportKind Kind => ImportKind.Leads;

    public string? Missing(IReadOnlyList<string> columns)
    {
        if (!columns.Contains("email")) return "The file has no column email.";
        return columns.Contains("name") ? null : "The file has no column name.";
    }

    public Func<List<SourceRow>, CancellationToken, Task> Start(ImportSession session) => (rows, ct) => TakeAsync(rows, session, ct);

    private async Task TakeAsync(List<SourceRow> rows, ImportSession session, CancellationToken ct)
    {
        session.Read(rows.Count);
        var drafts = new List<LeadDraft>(rows.Count);
        foreach (var row in rows)
        {
            var (draft, error) = FileLeadReader.Read(row);
            if (draft is null) session.Reject(row, error!);
            else drafts.Add(draft);
        }

        var made = await maker.MakeAsync(drafts, ct);
        session.AddCreatedLeads(made);
        session.AddDuplicates(drafts.Count - made);
    }
}
