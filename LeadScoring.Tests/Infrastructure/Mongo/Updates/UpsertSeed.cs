using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Updates;

/// <summary>What an upsert inserts: the values that the filter demands, with the update.</summary>
internal static class UpsertSeed
{
    public static BsonDocument Create(Filter filter, Update update)
    {
        var seed = new BsonDocument();
        foreach (var (path, value) in Demanded(filter))
        {
            if (!update.IsReplacement || path == "_id") new UpdatePath(path).Set(seed, value.DeepClone());
        }

        var document = update.Apply(seed, isInsert: true);
        if (!document.Contains("_id")) document.InsertAt(0, new("_id", ObjectId.GenerateNewId()));
        return IdFirst(document);
    }

    /// <summary>With the id as its first field, as it is stored.</summary>
    public static BsonDocument IdFirst(BsonDocument document)
    {
        if (document.GetElement(0).Name == "_id") return document;
        return new BsonDocument("_id", document["_id"]).AddRange(document.Where(e => e.Name != "_id"));
    }

    private static IEnumerable<(string Path, BsonValue Value)> Demanded(Filter filter)
    {
        foreach (var condition in filter.Conjuncts.OfType<FieldFilter>())
        {
            if (condition.Condition is EqualCondition equal) yield return (condition.Path.Text, equal.Operand);
            else if (condition.Condition is InCondition { Operands: [var only] }) yield return (condition.Path.Text, only);
        }
    }
}
