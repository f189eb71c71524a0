using LeadScoring.Core.Leads;
using LeadScoring.Core.Storage;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

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
