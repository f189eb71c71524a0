using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>Replaces a lead's profile. The lead is read before its new address is reserved: see <see cref="EmailReservations"/>.</summary>
internal sealed class UpdateLead(MongoData data)
{
    private const int MaxTries = 100;

    private readonly EmailReservations _emails = new(data);

    /// <returns>Whether it was done; if not, the lead that has the address, or null when there is no such lead.</returns>
    public async Task<(bool Done, string? Owner)> RunAsync(string leadId, LeadDraft draft, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return (false, null);
            var (before, after) = (lead.Document.Text("emailKey"), TextKey.Of(draft.Email));
            if (before != after && await _emails.ReserveAsync(after, leadId, ct) is { } owner) return (false, owner);
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
/// Reservations of e-mail addresses. An address is reserved before the lead has it, so a process that dies in between leaves a
/// reservation behind. The next process that needs the address takes it over after fencing off the first one: it inserts a document with
/// the id of the lead to be created, or updates the stamp of the lead to be updated.
/// </summary>
internal sealed class EmailReservations(MongoData data)
{
    private const int MaxTries = 200;
    private const int PollMs = 25;

    /// <summary>How long a reservation is left to the process that made it. Correctness does not depend on it.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    public static BsonDocument New(string emailKey, string leadId, long now) => new()
    {
        { "_id", emailKey },
        { "lead", leadId },
        { "token", LeadDocuments.NextStamp() },
        { "at", now },
    };

    /// <summary>Reserves the address for a lead. Returns null, or the id of the lead that has it.</summary>
    /// <remarks>An existing lead must have been read before.</remarks>
    public async Task<string?> ReserveAsync(string emailKey, string leadId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if ((await data.InsertAsync(data.Emails, [New(emailKey, leadId, data.Now)], ct)).Count == 0) return null;
            if (await data.Emails.Find(Bson.Id(emailKey)).FirstOrDefaultAsync(ct) is not { } reservation) continue;
            var holder = reservation.Text("lead");
            if (holder == leadId)
            {
                if (await TakeAsync(reservation, leadId, ct)) return null;
                continue;
            }

            var lead = await LeadDocuments.FindAsync(data, holder, ct);
            if (lead is { IsDeleted: false } && lead.Document.Text("emailKey") == emailKey) return holder;
            if (lead is not { IsDeleted: true })
            {
                if (data.Now - reservation.Int64("at") < GracePeriod.TotalMilliseconds)
                {
                    await Task.Delay(PollMs, ct);
                    continue;
                }

                if (!await FenceAsync(lead, holder, ct)) continue;
            }

            if (await TakeAsync(reservation, leadId, ct)) return null;
        }

        throw new StoreUnavailableException("MongoDB: others reserve the same e-mail address.");
    }

    /// <summary>The reservation of an address that a lead has, to be released once the lead has another address.</summary>
    /// <remarks>Read it before the lead is updated: a later one may belong to an update that gives the lead its old address back.</remarks>
    public async Task<BsonDocument?> FindAsync(string emailKey, string leadId, CancellationToken ct) =>
        await data.Emails.Find(new BsonDocument { { "_id", emailKey }, { "lead", leadId } }).FirstOrDefaultAsync(ct);

    /// <summary>Releases this reservation, but no later one of the same address.</summary>
    public Task ReleaseAsync(BsonDocument reservation, CancellationToken ct) => data.DeleteAsync(data.Emails, Exactly(reservation), ct);

    /// <summary>Releases any reservation of the address by a deleted lead.</summary>
    public Task ReleaseAsync(string emailKey, string leadId, CancellationToken ct) =>
        data.DeleteAsync(data.Emails, new BsonDocument { { "_id", emailKey }, { "lead", leadId } }, ct);

    /// <summary>Makes a creation or update that the reservation's process has begun fail: inserts the lead as deleted, or changes its stamp.</summary>
    private async Task<bool> FenceAsync(MongoLead? lead, string leadId, CancellationToken ct)
    {
        if (lead is not null) return await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, []), ct);
        var gone = new BsonDocument { { "_id", leadId }, { "stamp", LeadDocuments.NextStamp() }, { "version", 1L }, { "deletedAt", data.Now } };
        return (await data.InsertAsync(data.Leads, [gone], ct)).Count == 0;
    }

    private static BsonDocument Exactly(BsonDocument reservation) => new() { { "_id", reservation["_id"] }, { "lead", reservation["lead"] }, { "token", reservation["token"] } };

    private Task<bool> TakeAsync(BsonDocument reservation, string leadId, CancellationToken ct)
    {
        var fresh = New("", leadId, data.Now);
        fresh.Remove("_id");
        return data.UpdateAsync(data.Emails, Exactly(reservation), Bson.Set(fresh), ct);
    }
}
