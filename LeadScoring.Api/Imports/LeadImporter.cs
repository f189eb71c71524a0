using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Imports rows of leads. A row whose e-mail address a lead has already is a duplicate: that lead stays as it is.</summary>
internal sealed class LeadImporter(LeadCreator creator) : IFileImporter
{
    public ImportKind Kind => ImportKind.Leads;

    public string? MissingColumn(IReadOnlyList<string> columns)
    {
        if (!columns.Contains("email")) return "The file has no column email.";
        return columns.Contains("name") ? null : "The file has no column name.";
    }

    public async Task ImportAsync(List<SourceRow> rows, ImportSession session, CancellationToken ct)
    {
        session.AddRows(rows.Count);
        var drafts = new List<LeadDraft>(rows.Count);
        foreach (var row in rows)
        {
            var (draft, error) = LeadRowReader.Read(row);
            if (draft is null) session.Reject(row, error!);
            else drafts.Add(draft);
        }

        var created = await creator.CreateAsync(drafts, ct);
        session.AddCreatedLeads(created);
        session.AddDuplicates(drafts.Count - created);
    }
}
