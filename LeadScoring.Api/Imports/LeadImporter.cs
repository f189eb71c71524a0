using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Imports rows of leads. A row whose e-mail address a lead has already is a duplicate: that lead stays as it is.</summary>
internal sealed class LeadImporter(LeadCreator creator) : IFileImporter
{
    public ImportKind Kind => ImportKind.Leads;

    public async Task ImportAsync(List<Row> rows, ImportSession session, CancellationToken ct)
    {
        session.AddRows(rows.Count);
        var drafts = new List<LeadDraft>(rows.Count);
        foreach (var row in rows)
        {
            var lead = session.LeadRows.Read(row);
            if (lead.Draft is null)
            {
                session.Reject(row, lead.Error!);
                continue;
            }

            if (!lead.IsNamed) session.AddDefault("name");
            if (!lead.HasStatus) session.AddDefault("status");
            drafts.Add(lead.Draft);
        }

        var created = await creator.CreateAsync(drafts, ct);
        session.AddCreatedLeads(created);
        session.AddDuplicates(drafts.Count - created);
    }
}
