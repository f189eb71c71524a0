using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>Puts another fold of the same events in place of a lead's: new blocks beside the old, then the lead's document, then the old blocks go.</summary>
internal static class LeadRewrite
{
    /// <returns>The lead's new version; null when the lead is not as it was read any more.</returns>
    public static async Task<long?> TryAsync(
        MongoData data, MongoLead lead, LeadFold fold, BlockList blocks, long revision, BsonArray? marks, CancellationToken ct)
    {
        await Settling.EnsureAsync(data, [lead], ct);
        var (generation, version, stamp) = (LeadDocuments.NextStamp(), lead.Version + 1, LeadDocuments.NextStamp());
        var written = blocks.All.Select(b => BlockDocuments.New(lead.Id, generation, version, b.Level, b.Block)).ToList();
        if (written.Count > 0) await data.InsertAsync(data.Blocks, written, ct);
        var set = LeadDocuments.FoldFields(fold).AddRange(new BsonDocument
        {
            { "version", version },
            { "revision", revision },
            { "generation", generation },
            { "shape", version },
            { "stamp", stamp },
        });
        if (marks is not null) set.Add("rescored", marks);
        var done = await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, set, ["commit"]), ct);
        if (done) data.Settled.Add(lead.Id, stamp);
        await BlockDocuments.RemoveAsync(data, lead.Id, done ? lead.Generation : generation, ct);
        return done ? version : null;
    }

    /// <summary>The fold at other rules; reads only.</summary>
    public static (LeadFold Fold, BlockList Blocks) Refold(MongoData data, MongoLead lead, RuleTimeline rules)
    {
        var blocks = new BlockList();
        using var events = new StoredBlocks(data, lead, rules).Steps(0, EventKey.Lowest, null);
        return (ScoreTree.Rebuild(lead.Fold, events, blocks), blocks);
    }
}
