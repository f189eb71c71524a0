using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryTableRows(MemorySession session) : ILeadTableRows
{
    public void LoadAll(LeadTable table)
    {
        foreach (var lead in session.Rows.Leads.Values) Put(table, lead);
        table.SetNameOrder(MemoryProfiles.ByName(session.Rows).Select(lead => lead.Number));
    }

    public void Load(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        foreach (var number in numbers)
        {
            if (session.Rows.Leads.GetValueOrDefault(number) is { } lead) Put(table, lead);
            else table.Remove(number);
        }
    }

    public void LoadScores(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        foreach (var number in numbers)
        {
            if (session.Rows.Leads.GetValueOrDefault(number)?.Fold is { } fold) table.SetScore(number, fold.Score, fold.Last.TimestampMs);
        }
    }

    private static void Put(LeadTable table, LeadRow lead) => table.Put(new LeadRecord
    {
        Number = lead.Number,
        SearchName = LeadRecord.SearchText(lead.Profile.Name),
        SearchEmail = LeadRecord.SearchAddress(lead.Profile.Email),
        SearchCompany = LeadRecord.SearchText(lead.Profile.Company ?? ""),
        Status = lead.Profile.Status,
        CreatedAtMs = lead.CreatedAtMs,
        Score = lead.Fold.Score,
        LastEventMs = lead.Fold.Last.TimestampMs,
    });
}
