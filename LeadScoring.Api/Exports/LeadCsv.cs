using CsvHelper;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Exports;

internal static class LeadCsv
{
    public static readonly CsvTable<Lead> Table = new(
        ["Name", "Email", "Company", "Score", "Status", "Created", "Lead ID", "Rank", "Events", "Last Event", "Updated", "Metadata"], Write);

    private static void Write(CsvWriter row, Lead lead)
    {
        row.Text(lead.Name);
        row.Text(lead.Email);
        row.Text(lead.Company);
        row.Number(lead.CurrentScore);
        row.Text(LeadStatusNames.Of(lead.Status));
        row.Time(lead.CreatedAtMs);
        row.Text(lead.Id);
        row.Number(lead.Rank);
        row.Number(lead.EventCount);
        row.Time(lead.LastEventAtMs);
        row.Time(lead.UpdatedAtMs);
        row.Text(lead.Metadata);
    }
}
