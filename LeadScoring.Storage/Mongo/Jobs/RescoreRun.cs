using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Jobs;

/// <summary>One chunk of a rescore. A lead that a commit changes in between is folded again.</summary>
internal sealed class RescoreRun(MongoData data, BackgroundJob job, bool announceAll)
{
    private const int MaxTries = 100;

    private readonly List<LeadChange> _changes = [];
    private int _changed;

    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var cursor = await LeadJobs.CursorAsync(data, job.Id, ct);
        var leads = cursor is null ? [] : await LeadWalk.NextAsync(data, LeadWalk.Since(job.SinceMs), cursor, maxLeads, ct);
        foreach (var lead in leads) await RescoreAsync(lead, ct);
        return new(leads.Count, _changed, _changes, leads.Count < maxLeads ? null : leads[^1].Id);
    }

    private async Task RescoreAsync(MongoLead lead, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var rules = await data.Rules.CurrentAsync(ct);
            if (lead.Revision >= rules.Revision)
            {
                Report(lead, lead.StoredScore, lead.Version);
                return;
            }

            if (!data.Rules.Affects(lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs))
            {
                if (await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, new BsonDocument("revision", rules.Revision)), ct))
                {
                    Report(lead, lead.StoredScore, lead.Version);
                    return;
                }
            }
            else
            {
                var (fold, blocks) = await data.BlockAsync(() => LeadRewrite.Refold(data, lead, rules), ct);
                var marked = data.Rules.RescoreOf(lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs);
                var marks = LeadMarks.With(lead, marked, fold.Score != lead.StoredScore);
                if (await LeadRewrite.TryAsync(data, lead, fold, blocks, rules.Revision, marks, ct) is { } version)
                {
                    Report(lead, fold.Score, version);
                    return;
                }
            }

            if (await LeadDocuments.LiveAsync(data, lead.Id, ct) is not { } again) return; // deleted in between
            lead = again;
        }

        throw new StoreUnavailableException("MongoDB: a lead changes too fast to be rescored.");
    }

    private void Report(MongoLead lead, long score, long version)
    {
        if (score != lead.StoredScore) _changed++;
        if (announceAll || score != lead.StoredScore) _changes.Add(new(lead.Id, lead.StoredScore, score, version, null, null, lead.Fold.Last.TimestampMs, data.Now));
    }
}

/// <summary>Replaces a lead's fold by another one of the same events: inserts the new blocks, updates the lead's document, removes the old blocks.</summary>
internal static class LeadRewrite
{
    /// <returns>The lead's new version; null when the lead has changed since it was read.</returns>
    public static async Task<long?> TryAsync(
        MongoData data, MongoLead lead, LeadFold fold, BlockList blocks, long revision, BsonArray? marks, CancellationToken ct)
    {
        await FollowUpWrites.EnsureAsync(data, [lead], ct);
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
        if (done) data.Applied.Add(lead.Id, stamp);
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
