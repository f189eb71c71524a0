using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Imports.Review;

/// <summary>Shows how a file is understood, and inspects it again after every change.</summary>
public sealed partial class FileReview(RulesClient rules, TimeProvider time) : LiveComponent
{
    private const int MaxTypes = 3;

    /// <summary>Several changes in a row, as by the arrow keys in a list, are one.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(250);

    private ElementReference _heading;
    private ReadingChoices _choices = new();
    private InspectionResponse? _file;
    private ApiException? _problem;
    private HashSet<string>? _ruled;
    private string? _columns;
    private string? _rememberedFrom;
    private bool _isBusy = true;
    private int _change;

    [Parameter, EditorRequired]
    public required TabFiles Tab { get; set; }

    [Parameter, EditorRequired]
    public required ChosenFile File { get; set; }

    /// <summary>What was changed for this file before this page was left.</summary>
    [Parameter]
    public string? Draft { get; set; }

    /// <summary>What became of the last attempt to send it.</summary>
    [Parameter]
    public ApiException? Problem { get; set; }

    /// <summary>The file cannot be read at all.</summary>
    [Parameter, EditorRequired]
    public required EventCallback<ApiException> OnRefused { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback OnForget { get; set; }

    /// <summary>The file is to be sent, and how it is read.</summary>
    [Parameter, EditorRequired]
    public required EventCallback<(string Kind, ReadingChoices Choices)> OnSend { get; set; }

    private string? Obstacle => _file is null ? null : ReviewTexts.Obstacle(_file);

    private List<string> Unruled => _file is null || _ruled is null ? [] : [.. _file.EventTypes.Select(t => t.EventType).Where(t => !_ruled.Contains(t))];

    protected override async Task OnInitializedAsync()
    {
        Begin(LoadRulesAsync);
        _choices = ReadingChoices.Read(Draft);
        try
        {
            await InspectFirstAsync();
        }
        catch (ApiException e)
        {
            await OnRefused.InvokeAsync(e);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            await _heading.FocusAsync(preventScroll: true); // the button that was pressed is gone
        }
        catch (Exception e) when (e is Microsoft.JSInterop.JSException or Microsoft.JSInterop.JSDisconnectedException or TaskCanceledException)
        {
            // The page was left.
        }
    }

    private async Task LoadRulesAsync(CancellationToken ct)
    {
        try
        {
            var known = await rules.ListAsync(ct);
            await RenderAsync(() => _ruled = [.. known.Select(r => r.EventType)]);
        }
        catch (ApiException)
        {
            // Which types have no rule is not said then.
        }
    }

    /// <summary>As it is guessed, and then as a file with the same columns was read the last time.</summary>
    private async Task InspectFirstAsync()
    {
        _file = await Tab.InspectAsync(null, null);
        if (_file is null) return;
        _columns = ReadingChoices.KeyOf(_file.Columns);
        if (_choices.AreNone && await Tab.RecallAsync(_columns) is { } remembered)
        {
            (_choices, _rememberedFrom) = (ReadingChoices.Read(remembered.Choices), remembered.Name);
        }

        try
        {
            if (!_choices.AreNone && await Tab.InspectAsync(_choices.Kind, _choices.Mapping()) is { } again) _file = again;
        }
        catch (ApiException)
        {
            (_choices, _rememberedFrom) = (new() { CreateLeads = _choices.CreateLeads }, null); // it does not fit this file
        }

        _isBusy = false;
    }

    /// <param name="choices">The new ones.</param>
    /// <param name="isGuessed">What is in the file is guessed again; otherwise it stays what is shown.</param>
    private async Task ChangeAsync(ReadingChoices choices, bool isGuessed = false)
    {
        Keep(isGuessed ? choices : choices with { Kind = choices.Kind ?? _file!.Kind });
        (_isBusy, _problem) = (true, null);
        var change = ++_change;
        await Task.Delay(Debounce, time, Leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (change != _change || Leaving.IsCancellationRequested) return;
        try
        {
            var file = await Tab.InspectAsync(_choices.Kind, _choices.Mapping());
            if (change != _change || file is null) return;
            _file = file;
        }
        catch (ApiException e) when (change == _change)
        {
            _problem = e;
        }
        catch (ApiException)
        {
            return; // of an older change
        }

        _isBusy = false;
    }

    private void Keep(ReadingChoices choices)
    {
        _choices = choices;
        _ = Tab.KeepAsync(choices.Write());
    }

    private Task StartOverAsync()
    {
        _rememberedFrom = null;
        if (_columns is not null) _ = Tab.RememberAsync(_columns, File.Name, null);
        return ChangeAsync(new() { CreateLeads = _choices.CreateLeads }, isGuessed: true);
    }

    private async Task SendAsync()
    {
        if (_file is null || Obstacle is not null) return;
        if (_columns is not null && !_choices.AreNone) await Tab.RememberAsync(_columns, File.Name, _choices.Write());
        await OnSend.InvokeAsync((_file.Kind, _choices));
    }
}
