using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>Reads leads from the database into the lead table.</summary>
internal sealed class LeadTableRows(SessionCollection leads) : ILeadTableRows
{
    private static readonly BsonDocument Fields = Bson.Bare("no", "email", "company", "nameKey", "status", "createdAt", "score", "lastTs");
    private static readonly BsonDocument ScoreFields = Bson.Bare("no", "score", "lastTs");

    public void LoadAll(LeadTable table)
    {
        foreach (var lead in leads.Find(Bson.All, MongoSchema.LeadsByNumber, Fields)) Put(table, lead);
        table.SetNameOrder(leads.Find(Bson.All, LeadRows.Order(LeadSort.Name), Bson.Bare("no")).Select(lead => lead.Int64("no")));
    }

    public void Load(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        var gone = numbers.ToHashSet();
        foreach (var lead in leads.In("no", numbers.Select(n => (BsonValue)n), Fields))
        {
            Put(table, lead);
            gone.Remove(lead.Int64("no"));
        }

        foreach (var number in gone) table.Remove(number);
    }

    public void LoadScores(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        foreach (var lead in leads.In("no", numbers.Select(n => (BsonValue)n), ScoreFields))
        {
            table.SetScore(lead.Int64("no"), lead.Int64("score"), lead.Int64("lastTs"));
        }
    }

    private static void Put(LeadTable table, BsonDocument lead) => table.Put(new LeadRecord
    {
        Number = lead.Int64("no"),
        SearchName = Encoding.UTF8.GetBytes(lead.Text("nameKey")),
        SearchEmail = LeadRecord.SearchAddress(lead.Text("email")),
        SearchCompany = LeadRecord.SearchText(lead.TextOrNull("company") ?? ""),
        Status = (LeadStatus)lead.Int32("status"),
        CreatedAtMs = lead.Int64("createdAt"),
        Score = lead.Int64("score"),
        LastEventMs = lead.Int64("lastTs"),
    });
}
