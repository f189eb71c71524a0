using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Storage;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>One chunk of a rescore. A lead that a commit changes meanwhile is folded again.</summary>
internal sealed class RescoreRun(MongoData data, RescoreJob job, bool announceAll)
{
    private const int MaxTries = 100;

    private readonly List<LeadChange> _changes = [];
    private int _changed;

    public async Task<RescoreChunk> RunAsync(int maxLeads, CancellationToken ct)
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
