using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Queue;

/// <summary>How the queue is, what failed, and what runs in the background.</summary>
public sealed partial class QueuePage(QueueWatch watch, RulesClient rules, TimeProvider clock) : LiveComponent
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private QueueState _state = QueueState.None;
    private EventLabels _labels = EventLabels.None;

    /// <summary>Of the group of failed events that is open.</summary>
    [SupplyParameterFromQuery(Name = "cause")]
    public string? Cause { get; set; }

    /// <summary>The dead letter that is shown beside the list.</summary>
    [SupplyParameterFromQuery(Name = "event")]
    public string? EventId { get; set; }

    private TimeProvider Clock => clock;

    protected override async Task OnInitializedAsync()
    {
        _state = watch.State.Current;
        Begin(async ct =>
        {
            await foreach (var state in watch.State.FollowAsync(Interval, ct))
            {
                if (!ReferenceEquals(state, _state)) await RenderAsync(() => _state = state);
            }
        });
        await ReadLabelsAsync();
    }

    /// <summary>Without them types have the names that machines use.</summary>
    private async Task ReadLabelsAsync()
    {
        try
        {
            _labels = new(await rules.ListAsync(Leaving));
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException)
        {
            // The page says by itself that the API is away.
        }
    }

    private void Refresh() => watch.Refresh();
}
