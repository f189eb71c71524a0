using System.Globalization;
using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;

namespace LeadScoring.Web.Rules;

/// <summary>All rules with what they did lately, and the types that are worth nothing. What is lately known comes beside the rules, which are shown without it.</summary>
public sealed partial class RuleListPage(RulesClient client, Recovery recovery, IDialogService dialogs, NavigationManager navigation) : LiveComponent
{
    private const int Days = 30;

    /// <summary>More than can be looked over.</summary>
    private const int ManyRules = 15;
    private readonly Loading<List<RuleResponse>> _rules = new();
    private readonly Loading<TypeActivityListResponse> _types = new();
    private RuleListQuery _query = new();
    private IReadOnlyList<RuleLine> _lines = [];
    private IReadOnlyList<RuleLine> _shown = [];
    private IReadOnlyList<TypeActivityResponse> _unscored = [];
    private bool _opensForm;

    private bool IsEmpty => _rules is { Problem: null, Value: [] };

    protected override void Dispose(bool disposing)
    {
        navigation.LocationChanged -= OnLocationChanged;
        _rules.Dispose();
        _types.Dispose();
        base.Dispose(disposing);
    }

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        _query = RuleListQuery.Parse(navigation.Uri);
        (_rules.OnSlow, _types.OnSlow) = (StateHasChanged, StateHasChanged);
        Begin(ct => recovery.RunAsync(() => _rules.CanRetry, () => InvokeAsync(LoadAsync), ct));
        return LoadAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? OpenFormAsync() : Task.CompletedTask;

    private static string RuleUrl(string eventType) => $"/rules/{Uri.EscapeDataString(eventType)}";

    private static string Width(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");

    private string Count(long? number) => _types.Value is null ? "–" : Numbers.Of(number ?? 0);

    private void Go(RuleListQuery query) => navigation.NavigateTo(query.Url(), replace: true);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath != "/rules") return;
        _ = RenderAsync(() =>
        {
            _query = RuleListQuery.Parse(e.Location);
            _shown = _query.Apply(_lines);
        });
        _ = InvokeAsync(OpenFormAsync);
    }

    /// <summary>A link can open the form. It is taken out of the address first, since a navigation would close the dialog.</summary>
    private async Task OpenFormAsync()
    {
        if (new Uri(navigation.Uri).Query == "?new")
        {
            _opensForm = true;
            navigation.NavigateTo(_query.Url(), replace: true); // comes back here
        }
        else if (_opensForm)
        {
            _opensForm = false;
            await Task.Yield(); // until everybody knows of the navigation
            await CreateAsync();
        }
    }

    private Task LoadAsync() => Task.WhenAll(LoadRulesAsync(), LoadTypesAsync());

    private async Task LoadRulesAsync()
    {
        await _rules.ReadAsync(client.ListAsync, Leaving);
        Show();
    }

    private async Task LoadTypesAsync()
    {
        await _types.ReadAsync(ct => client.TypesAsync(Days, ct), Leaving);
        Show();
    }

    private void Show()
    {
        if (_rules.Value is { } rules)
        {
            var types = _types.Value?.Types;
            _lines = RuleLine.Of(rules, types);
            _unscored = RuleLine.Unscored(rules, types ?? []);
            _shown = _query.Apply(_lines);
        }

        StateHasChanged();
    }

    private async Task CreateAsync()
    {
        var dialog = await dialogs.ShowAsync<NewRule>("New rule", DialogSize.Form);
        if ((await dialog.Result)?.Data is string type) navigation.NavigateTo(RuleUrl(type));
    }
}
