using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.Leads;

/// <summary>The keys of a lead as they are stored, with what they are made from.</summary>
internal sealed record StoredKeys(long Number, string Name, string NameKey, string Email, string EmailKey);

/// <summary>What an adapter does for <see cref="LeadKeyRewrite"/>.</summary>
internal interface ILeadKeyRows
{
    /// <summary>The next leads, by number.</summary>
    List<StoredKeys> After(long number, int limit);

    /// <summary>The lead that has the e-mail key, if any.</summary>
    long? WithEmailKey(string key);

    void SetNameKey(long number, string key);

    /// <summary>The key must be free.</summary>
    void SetEmailKey(long number, string key);
}

/// <summary>
/// Brings the keys of leads that an older version has stored to what <see cref="SearchKey"/> and <see cref="EmailAddress.Key"/> make now, some thousand at a time.
/// Where two leads turn out to be one mailbox, the older is the one that is found by it from now on. The other stays as it is, with a key that no address
/// has: nothing is merged or lost.
/// </summary>
internal sealed class LeadKeyRewrite(ILeadKeyRows rows)
{
    public const int ChunkSize = 1_000;

    /// <returns>The last lead that is done; null when there are no more.</returns>
    public long? Next(long after)
    {
        var leads = rows.After(after, ChunkSize);
        foreach (var lead in leads)
        {
            if (SearchKey.Of(lead.Name) is var name && name != lead.NameKey) rows.SetNameKey(lead.Number, name);
            if (EmailAddress.Key(lead.Email) is var email && email != lead.EmailKey) Rewrite(lead, email);
        }

        return leads.Count == 0 ? null : leads[^1].Number;
    }

    /// <summary>Leads come in the order of their creation, so one that has the key already is younger only if it had it from the beginning.</summary>
    private void Rewrite(StoredKeys lead, string key)
    {
        if (rows.WithEmailKey(key) is not { } other)
        {
            rows.SetEmailKey(lead.Number, key);
        }
        else if (other > lead.Number)
        {
            rows.SetEmailKey(other, $"{lead.EmailKey} {other}"); // no key has a space
            rows.SetEmailKey(lead.Number, key);
        }
    }
}
