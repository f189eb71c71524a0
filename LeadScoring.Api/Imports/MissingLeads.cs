using LeadScoring.Api.Imports.Rows;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Makes the leads that rows name by an e-mail address nobody has.</summary>
internal sealed class MissingLeads(LeadMaker maker)
{
    private const int MaxText = 200;

    /// <summary>
    /// How many were missing, and how many of them were made: the others somebody else has made meanwhile. A row whose lead cannot be
    /// made has the reason in its draft's errors.
    /// </summary>
    public async Task<(int Missing, int Created)> CreateAsync(IEnumerable<FileEvent> rows, CancellationToken ct)
    {
        var drafts = new Dictionary<string, LeadDraft>(EmailComparer.Instance);
        foreach (var row in rows)
        {
            var email = row.Draft.Email!;
            if (!EmailAddress.IsSane(email)) row.Draft.Errors.Add("email", "Must be an e-mail address such as jane@example.com.");
            else drafts.TryAdd(email, new LeadDraft(Fitting(row.Name) ?? Fitting(email)!, email, Fitting(row.Company), LeadStatus.New, null));
        }

        if (drafts.Count == 0) return (0, 0);
        return (drafts.Count, await maker.MakeAsync([.. drafts.Values], ct));
    }

    /// <summary>An event is worth more than the end of a name that is too long.</summary>
    private static string? Fitting(string? text)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        if (clean.Length <= MaxText) return clean.Length == 0 ? null : clean;
        return clean[..(char.IsHighSurrogate(clean[MaxText - 1]) ? MaxText - 1 : MaxText)];
    }
}
