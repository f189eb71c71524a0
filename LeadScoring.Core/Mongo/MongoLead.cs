using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>A lead as its document has it, at one moment.</summary>
internal sealed class MongoLead : HotLead
{
    public required string Id { get; init; }

    /// <summary>Random, another one with every write of the document: compare-and-set goes by it, so that no two states are ever mistaken for each other.</summary>
    public required long Stamp { get; init; }

    /// <summary>Which of the lead's blocks count: a full refold writes new ones beside the old.</summary>
    public required long Generation { get; set; }

    /// <summary>The version at which a block last changed.</summary>
    public required long Shape { get; set; }

    /// <summary>What the last commit did, to be done again by whoever cannot tell whether it was.</summary>
    public required LastCommit Commit { get; set; }

    /// <summary>Gone for everybody; the document stays so that nothing can bring the lead back.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>The document; profile fields are read from it when they are needed.</summary>
    public required BsonDocument Document { get; init; }

    /// <summary>Whether the lead's score counts the event; what is stored but not counted is on its way.</summary>
    public bool Counts(MongoEvent e) => e.Version <= Version || Commit.Results.ContainsKey(e.EventId);
}
