using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Board;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using MudBlazor;

namespace LeadScoring.Web.Leads.Lists;

/// <summary>Sets statuses, of one lead or many, and offers to undo it. One per circuit.</summary>
public sealed class StatusActions(LeadsClient client, LiveBoards boards, LeadSubscriptions subscriptions, ISnackbar toasts)
{
    /// <summary>The leads and what they are now.</summary>
    public event Action<IReadOnlyList<string>, string>? Changed;

    /// <param name="leadIds">At most <see cref="LeadStatusRequest.MaxLeads"/>.</param>
    /// <param name="name">Of a single lead, for the message.</param>
    public async Task SetAsync(IReadOnlyList<string> leadIds, string status, string? name)
    {
        if (leadIds.Count == 0) return;
        try
        {
            var result = await client.SetStatusAsync(leadIds, status, null, CancellationToken.None);
            Report(result, status, name);
            if (result.Changed.Count > 0) Announce([.. result.Changed.Select(c => c.LeadId)], status);
        }
        catch (ApiException e)
        {
            toasts.Failed(e, $"{Who(leadIds.Count, name)}: {StatusLabels.Label(status)}", () => SetAsync(leadIds, status, name));
        }
    }

    private static string Who(int leads, string? name) => leads == 1 && name is not null ? name : Numbers.Count(leads, "lead");

    private void Report(LeadStatusResponse result, string status, string? name)
    {
        var label = StatusLabels.Label(status);
        var gone = result.Unknown.Count == 0 ? "" : result.Unknown.Count == 1 && name is not null ? $"{name} was deleted." : $"{Numbers.Count(result.Unknown.Count, "lead")} had been deleted.";
        if (result.Changed.Count == 0)
        {
            if (gone.Length > 0) toasts.Warn("Nothing changed.", gone);
            return;
        }

        var who = Who(result.Changed.Count, name);
        toasts.Undoable($"{who}: {label}", gone, () => UndoAsync(result.Changed, status, who));
    }

    /// <summary>To this circuit at once, and to the others without the way over the feed.</summary>
    private void Announce(IReadOnlyList<string> leadIds, string status)
    {
        Changed?.Invoke(leadIds, status);
        subscriptions.Notify(leadIds);
        boards.Changes.Notify();
    }

    /// <summary>Each lead becomes what it was before, unless somebody else has changed it meanwhile.</summary>
    /// <returns>False: not all of them, and it can be tried again.</returns>
    private async Task<bool> UndoAsync(IReadOnlyList<ChangedStatusResponse> changes, string status, string who)
    {
        try
        {
            var kept = 0;
            foreach (var before in changes.GroupBy(c => c.PreviousStatus))
            {
                var result = await client.SetStatusAsync([.. before.Select(c => c.LeadId)], before.Key, status, CancellationToken.None);
                kept += result.Unchanged.Count + result.Unknown.Count;
                Announce([.. result.Changed.Select(c => c.LeadId)], before.Key);
            }

            if (kept == 0) toasts.Done($"{who}: as before");
            else toasts.Note(kept == changes.Count ? "Nothing to undo." : $"{Numbers.Count(changes.Count - kept, "lead")}: as before", $"Somebody else has changed {Numbers.Count(kept, "lead")} meanwhile.");
            return true;
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
            return false;
        }
    }
}
