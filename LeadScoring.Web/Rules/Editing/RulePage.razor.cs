using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules.Previewing;
using LeadScoring.Web.Rules.Publishing;
using LeadScoring.Web.Rules.Versions;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace LeadScoring.Web.Rules.Editing;

/// <summary>
/// One rule: a draft with what it would do beside it, and the versions, to which one can go back. It looks for what others publish meanwhile; what was typed stays.
/// </summary>
public sealed partial class RulePage(
    RulesClient client, Recovery recovery, IDialogService dialogs, ISnackbar toasts, NavigationManager navigation, TimeProvider clock, IJSRuntime js) : LiveComponent
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Every so many intervals the rule is read as well as its rescore.</summary>
    private const int RuleEvery = 3;
    private static readonly EventTypeAttribute EventType = new();
    private readonly Loading<RuleHistory> _reading = new();
    private readonly DraftPreview _preview = new(client.PreviewAsync, clock);
    private RuleHistory? _versions;
    private RuleEdit _edit = RuleEdit.Of(null);
    private RescoreResponse? _rescore;
    private string? _loaded;
    private string? _lastUrl;

    /// <summary>Points were typed, or publishing was tried: what is wrong with them may be said.</summary>
    private bool _isChecked;

    /// <summary>Another version was published while the page was open.</summary>
    private bool _noticed;
    private bool _conflict;
    private bool _counting;
    private bool _isDialogOpen;
    private bool _cancelling;

    [Parameter]
    public required string Type { get; set; }

    [SupplyParameterFromQuery(Name = "thresholds")]
    public string? ThresholdsText { get; set; }

    [SupplyParameterFromQuery(Name = "compare")]
    public string? CompareText { get; set; }

    [SupplyParameterFromQuery(Name = "rollback")]
    public string? RollbackText { get; set; }

    private RulePageQuery Query => RulePageQuery.Of(ThresholdsText, CompareText, RollbackText);

    private bool IsType => EventType.IsValid(Type);

    private string Label => IsType ? RuleTexts.Label(Type, _versions?.Current) : Type;

    /// <summary>The version to go back to; null: the rule is edited.</summary>
    private RuleResponse? Target => Query.Rollback is { } target && target < _versions?.Number ? _versions.Find(target) : null;

    private bool IsDirty => !_edit.IsSameAs(_versions?.Current);

    /// <summary>The draft began with a version that is not the current one any more.</summary>
    private bool IsOutdated => IsDirty && _versions is { Number: > 0 } versions && _edit.Base != versions.Number;

    private string? PointsError => _isChecked ? _edit.PointsError : null;

    private PreviewKind Kind => Target is not null ? PreviewKind.Rollback : !IsDirty ? PreviewKind.Unchanged : _edit.ForAll ? PreviewKind.All : PreviewKind.New;

    private string? Missing => Target is not null || _edit.Value is not null ? null
        : IsDirty ? "Write what each is worth to see what it does."
        : "Write what each is worth to see what it would do. The outline is where leads are today.";

    /// <summary>What is shown is of what is on screen.</summary>
    private bool IsPreviewed => _preview.IsOf(Request());

    private string SubmitText => _counting ? "Counting…" : PublishPlan.ActionOf(Target?.Version, Target is not null || _edit.ForAll, IsPreviewed ? _preview.Answer.Value : null);

    private string Draft => $"rule-{Type}";

    protected override void OnInitialized()
    {
        (_reading.OnSlow, _preview.Answer.OnSlow) = (StateHasChanged, StateHasChanged);
        Begin(ct => recovery.RunAsync(() => _reading.CanRetry, () => InvokeAsync(LoadAsync), ct));
        Begin(ct => recovery.RunAsync(() => _preview.Answer.CanRetry, () => InvokeAsync(() => PreviewAsync(now: true)), ct));
        Begin(WatchAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!IsType) return;
        var url = (Query with { Compare = [] }).Url(Type);
        if (_loaded != Type)
        {
            (_loaded, _lastUrl, _versions, _edit, _rescore) = (Type, url, null, RuleEdit.Of(null), null);
            (_isChecked, _noticed, _conflict) = (false, false, false);
            _reading.Clear();
            _preview.Clear();
            await LoadAsync();
        }
        else if (_lastUrl != url)
        {
            _lastUrl = url;
            await Task.WhenAll(PreviewAsync(now: true), RunAsync("leadScoring.showTop"));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _reading.Dispose();
        _preview.Dispose();
        base.Dispose(disposing);
    }

    private async Task LoadAsync()
    {
        var type = Type;
        await _reading.ReadAsync(ct => client.HistoryAsync(type, ct), Leaving);
        if (_reading is { Problem: null, Value: { } versions } && type == Type) await ShowAsync(versions);
        StateHasChanged();
    }

    /// <summary>Takes over what the server has; what was typed stays.</summary>
    private async Task ShowAsync(RuleHistory versions)
    {
        if (_versions is null || !IsDirty) _edit = RuleEdit.Of(versions.Current);
        _versions = versions;
        StateHasChanged();
        await Task.WhenAll(PreviewAsync(now: true), FindRescoreAsync());
        StateHasChanged();
    }

    /// <summary>What the API is asked for the numbers beside the form: a draft for new events is counted as if it had always applied. Null: nothing can be.</summary>
    private PreviewRequest? Request()
    {
        var (current, thresholds) = (_versions?.Current, Query.Thresholds);
        if (Target is { } target) return new(Type, Thresholds: thresholds, RollbackTo: target.Version);
        if (!IsDirty) return new(Type, current?.Points ?? 0, current?.Active ?? false, AppliesTo: RuleRequest.All, Thresholds: thresholds);
        return _edit.Value is { } points ? new(Type, points, _edit.Active, AppliesTo: RuleRequest.All, Thresholds: thresholds) : null;
    }

    /// <param name="now">At once, also when the same was counted before; else when typing has paused.</param>
    private async Task PreviewAsync(bool now)
    {
        if (_versions is null) return;
        await _preview.CountAsync(Request(), now, Leaving);
        StateHasChanged();
    }

    private Task ChangeAsync(RuleEdit edit)
    {
        _isChecked |= edit.Points != _edit.Points;
        _edit = edit;
        return PreviewAsync(now: false);
    }

    private void ChangeThresholds(IReadOnlyList<long> thresholds) => navigation.NavigateTo((Query with { Thresholds = thresholds }).Url(Type), replace: true);

    private async Task DiscardAsync()
    {
        (_edit, _isChecked, _conflict, _noticed) = (RuleEdit.Of(_versions?.Current), false, false, false);
        await Task.WhenAll(RunAsync("leadScoring.dropDraft", Draft), RunAsync("leadScoring.focusHeading"), PreviewAsync(now: false));
    }

    private Task CloseConflictAsync()
    {
        _conflict = false;
        return RunAsync("leadScoring.focusHeading");
    }

    private Task PublishMineAsync()
    {
        (_edit, _conflict) = (_edit with { Base = _versions!.Number }, false);
        return SubmitAsync();
    }

    private async Task SubmitAsync()
    {
        if (_isDialogOpen || _counting || _versions is null) return;
        if (Target is null && !_edit.IsValid)
        {
            _isChecked = true;
            StateHasChanged();
            await js.FocusErrorAsync(Leaving);
            return;
        }

        if (Target is null && !IsDirty) return;
        if (Target is null && IsOutdated)
        {
            _conflict = true;
            return;
        }

        if ((Target is not null || _edit.ForAll) && !IsPreviewed) await CountAsync();
        await AskAsync(Plan());
    }

    /// <summary>The question has to have its numbers.</summary>
    private async Task CountAsync()
    {
        _counting = true;
        StateHasChanged();
        await PreviewAsync(now: true);
        _counting = false;
    }

    private PublishPlan Plan()
    {
        var (type, seen, preview) = (Type, _versions!.Number, IsPreviewed ? _preview.Answer.Value : null);
        if (Target is { Version: var target } earlier)
        {
            return new(Label, seen + 1, target, true, VersionDifference.Between(_versions.Current, earlier), preview, ct => client.RollbackAsync(type, target, seen, ct));
        }

        var edit = _edit;
        var differences = VersionDifference.Between(_versions.Current, edit.AsVersion(type, seen + 1, clock.GetUtcNow()));
        return new(Label, seen + 1, null, edit.ForAll, differences, preview, ct => client.PublishAsync(type, edit.ToRequest(), edit.Base, ct));
    }

    private async Task AskAsync(PublishPlan plan)
    {
        _isDialogOpen = true;
        try
        {
            var dialog = await dialogs.ShowAsync<PublishDialog>(plan.Title, new DialogParameters<PublishDialog> { { d => d.Plan, plan } }, DialogSize.Form);
            switch ((await dialog.Result)?.Data)
            {
                case PublishedRuleResponse published: await ShowPublishedAsync(plan, published); break;
                case ApiException: await ShowConflictAsync(plan); break;
            }
        }
        finally
        {
            _isDialogOpen = false;
        }
    }

    private async Task ShowPublishedAsync(PublishPlan plan, PublishedRuleResponse published)
    {
        var what = plan.RollbackTo is { } target ? $"Rolled back to v{target}, as v{published.Version}" : $"Published v{published.Version}";
        var detail = plan.ForAll ? $"{Numbers.Count(published.Rescore.Total, "lead")} {(published.Rescore.Total == 1 ? "is" : "are")} being rescored." : "New events count it from now on.";
        if (plan.Number == 1) toasts.Done(what, detail);
        else toasts.Undoable(what, detail, () => OfferRollbackAsync(plan.Number - 1), "Roll back");

        (_rescore, _isChecked, _noticed, _conflict, _edit) = (published.Rescore, false, false, false, RuleEdit.Of(_versions!.Current));
        await RunAsync("leadScoring.dropDraft", Draft);
        await LoadAsync();
        if (plan.RollbackTo is not null) navigation.NavigateTo((Query with { Rollback = null }).Url(Type), replace: true);
    }

    /// <summary>Undoing is looked at before it is done, like everything else.</summary>
    private Task<bool> OfferRollbackAsync(int version)
    {
        if (Leaving.IsCancellationRequested) navigation.NavigateTo(new RulePageQuery { Rollback = version }.Url(_loaded!));
        else navigation.NavigateTo((Query with { Rollback = version }).Url(Type));
        return Task.FromResult(true);
    }

    private async Task ShowConflictAsync(PublishPlan plan)
    {
        await LoadAsync();
        if (plan.RollbackTo is null) _conflict = IsOutdated;
        else toasts.Warn($"Not rolled back: v{_versions!.Number} was published meanwhile.", "Look at what going back would do by now.");
        StateHasChanged();
    }

    private async Task FindRescoreAsync()
    {
        try
        {
            var (type, rescores) = (Type, await client.RescoresAsync(Leaving));
            if (type != Type || rescores.FirstOrDefault(r => RuleTexts.IsOf(r, type)) is not { } newest) return;
            if (RuleTexts.IsOpen(newest) || newest.Id == _rescore?.Id) _rescore = newest;
            else if (newest.Id > _rescore?.Id) _rescore = null;
        }
        catch (ApiException)
        {
            // The page works without; the next version looks again.
        }
    }

    private async Task CancelRescoreAsync()
    {
        if (_rescore is not { } rescore || _cancelling) return;
        _cancelling = true;
        try
        {
            var cancelled = await client.CancelRescoreAsync(rescore.Id, Leaving);
            toasts.Done("Cancelled and rolled back.", cancelled.RolledBack is { } rule ? $"v{rule.Version} is what the rule was before." : "");
            _rescore = cancelled.RolledBack?.Rescore;
            await LoadAsync();
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
        }
        finally
        {
            _cancelling = false;
        }
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(WatchInterval, clock);
        for (var tick = 1; await timer.WaitForNextTickAsync(ct); tick++)
        {
            var withRule = tick % RuleEvery == 0;
            await InvokeAsync(() => LookAsync(withRule));
        }
    }

    /// <summary>Not while something is being published from here: that would look like somebody else's.</summary>
    private async Task LookAsync(bool withRule)
    {
        if (_versions is null || _reading.IsBusy || _isDialogOpen || _cancelling) return;
        var type = Type;
        try
        {
            if (_rescore is { } rescore && RuleTexts.IsOpen(rescore)) await FollowAsync(await client.RescoreAsync(rescore.Id, Leaving), rescore);
            if (!withRule || await client.HistoryAsync(type, Leaving) is not { } versions) return;
            if (type != Type || versions.Number == _versions.Number || _isDialogOpen || _reading.IsBusy) return;
            _noticed = true;
            await ShowAsync(versions);
        }
        catch (ApiException)
        {
            // The subtitle says that the API does not answer; the next look follows.
        }
    }

    private async Task FollowAsync(RescoreResponse now, RescoreResponse before)
    {
        if (now == before || _rescore != before) return;
        _rescore = now.State == "cancelled" ? null : now;
        StateHasChanged();
        if (!RuleTexts.IsOpen(now)) await PreviewAsync(now: true);
    }

    private async Task RunAsync(string function, params object?[] arguments)
    {
        try
        {
            await js.InvokeVoidAsync(function, Leaving, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException)
        {
            // The page was left.
        }
    }
}
