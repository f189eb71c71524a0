using LeadScoring.Core.Events;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Mongo.Database;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>Reads and writes <c>failures</c>.</summary>
internal sealed class FailureRows(SessionCollection documents) : IFailureRows
{
    public FailedEvent? Find(string eventId) => documents.Get(eventId) is { } failure
        ? new(eventId, failure.Text("lead"), failure.Text("reason"), failure.Int32("attempts"), failure.Int64("at"), failure.TextOrNull("import"))
        : null;

    public void Save(FailedEvent failure) => documents.Put(new()
    {
        { "_id", failure.EventId },
        { "lead", failure.LeadId },
        { "reason", failure.Reason },
        { "attempts", failure.Attempts },
        { "at", failure.FailedAtMs },
        { "import", Bson.OrNull(failure.ImportId) },
    });

    public void Remove(string eventId) => documents.Delete(Bson.Id(eventId));
}
