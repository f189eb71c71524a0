using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>Puts a draft in place of a lead's profile. The lead is read before its new address is claimed: see <see cref="EmailClaims"/>.</summary>
internal sealed class UpdateLead(MongoData data)
{
    private const int MaxTries = 100;

    private readonly EmailClaims _emails = new(data);

    /// <returns>Whether it was done; if not, the lead that has the address, or null: no such lead.</returns>
    public async Task<(bool Done, string? Owner)> RunAsync(string leadId, LeadDraft draft, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return (false, null);
            var (before, after) = (lead.Document.Text("emailKey"), TextKey.Of(draft.Email));
            if (before != after && await _emails.ClaimAsync(after, leadId, ct) is { } owner) return (false, owner);
            var held = before == after ? null : await _emails.FindAsync(before, leadId, ct);
            var set = LeadDocuments.Profile(draft, data.Now).AddRange(new BsonDocument
            {
                { "profile", lead.Document.Int64("profile") + 1 },
                { "version", lead.Version + 1 },
            });
            if (!await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, set), ct)) continue;
            if (held is not null) await _emails.ReleaseAsync(held, ct);
            return (true, null);
        }

        throw new StoreUnavailableException("MongoDB: the lead changes too fast.");
    }
}

/// <summary>
/// Whose an e-mail address is. A lead claims it before it has it, so a claim may be left by somebody who died in between. Whoever
/// wants the address then takes the claim over, after making sure that the one who left it can no longer go on: by writing a
/// document where its lead would be, or by touching the lead that it would have updated.
/// </summary>
internal sealed class EmailClaims(MongoData data)
{
    private const int MaxTries = 200;
    private const int PollMs = 25;

    /// <summary>Somebody may be about to finish: for so long, nobody interferes. Nothing depends on it but their luck.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static BsonDocument New(string emailKey, string leadId, long now) => new()
    {
        { "_id", emailKey },
        { "lead", leadId },
        { "token", LeadDocuments.NextStamp() },
        { "at", now },
    };

    /// <summary>Claims the address for a lead. Returns null, or the id of the lead that has it.</summary>
    /// <remarks>When it is for a lead that exists, that lead must have been read before.</remarks>
    public async Task<string?> ClaimAsync(string emailKey, string leadId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if ((await data.InsertAsync(data.Emails, [New(emailKey, leadId, data.Now)], ct)).Count == 0) return null;
            if (await data.Emails.Find(Bson.Id(emailKey)).FirstOrDefaultAsync(ct) is not { } claim) continue;
            var holder = claim.Text("lead");
            if (holder == leadId)
            {
                if (await TakeAsync(claim, leadId, ct)) return null;
                continue;
            }

            var lead = await LeadDocuments.FindAsync(data, holder, ct);
            if (lead is { IsDeleted: false } && lead.Document.Text("emailKey") == emailKey) return holder;
            if (lead is not { IsDeleted: true })
            {
                if (data.Now - claim.Int64("at") < Grace.TotalMilliseconds)
                {
                    await Task.Delay(PollMs, ct);
                    continue;
                }

                if (!await FenceAsync(lead, holder, ct)) continue;
            }

            if (await TakeAsync(claim, leadId, ct)) return null;
        }

        throw new StoreUnavailableException("MongoDB: others claim the same e-mail address.");
    }

    /// <summary>The claim of an address that a lead has, to be released once it has another.</summary>
    /// <remarks>Read before the lead is written: a claim that is read later may be one that the lead, having taken the address back, needs.</remarks>
    public async Task<BsonDocument?> FindAsync(string emailKey, string leadId, CancellationToken ct) =>
        await data.Emails.Find(new BsonDocument { { "_id", emailKey }, { "lead", leadId } }).FirstOrDefaultAsync(ct);

    /// <summary>Releases this claim, but no later one of the same address.</summary>
    public Task ReleaseAsync(BsonDocument claim, CancellationToken ct) => data.DeleteAsync(data.Emails, Exactly(claim), ct);

    /// <summary>Releases whatever claim of the address a lead has that is gone.</summary>
    public Task ReleaseAsync(string emailKey, string leadId, CancellationToken ct) =>
        data.DeleteAsync(data.Emails, new BsonDocument { { "_id", emailKey }, { "lead", leadId } }, ct);

    /// <summary>Ends what the claim's holder may have begun: a creation, by taking its place; an update, by changing what it was read from.</summary>
    private async Task<bool> FenceAsync(MongoLead? lead, string leadId, CancellationToken ct)
    {
        if (lead is not null) return await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, []), ct);
        var gone = new BsonDocument { { "_id", leadId }, { "stamp", LeadDocuments.NextStamp() }, { "version", 1L }, { "deletedAt", data.Now } };
        return (await data.InsertAsync(data.Leads, [gone], ct)).Count == 0;
    }

    private static BsonDocument Exactly(BsonDocument claim) => new() { { "_id", claim["_id"] }, { "lead", claim["lead"] }, { "token", claim["token"] } };

    private Task<bool> TakeAsync(BsonDocument claim, string leadId, CancellationToken ct)
    {
        var fresh = New("", leadId, data.Now);
        fresh.Remove("_id");
        return data.UpdateAsync(data.Emails, Exactly(claim), Bson.Set(fresh), ct);
    }
}
