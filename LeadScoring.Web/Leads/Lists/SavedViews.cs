using System.Text.Json;
using LeadScoring.Web.Layout;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Leads.Lists;

/// <summary>The views that this browser has saved, in a cookie. One per circuit.</summary>
public sealed class SavedViews(IJSRuntime js)
{
    public const string Cookie = "ls-views";
    public const int MaxViews = 8;
    public const int MaxNameLength = 30;

    /// <summary>Of a cookie that browsers keep whole, after escaping.</summary>
    private const int MaxLength = 3_500;
    private IReadOnlyList<SavedView>? _views;

    /// <summary>Those of a page, by the path of their address.</summary>
    public IEnumerable<SavedView> Of(string path, Preferences preferences) => (_views ??= Parse(preferences.Views)).Where(v => v.Path == path);

    /// <returns>Why a view cannot have the name; null when it can.</returns>
    public static string? NameProblem(string name) => name.Trim().Length switch
    {
        0 => "Enter a name.",
        > MaxNameLength => $"Use at most {MaxNameLength} characters ({name.Trim().Length} now).",
        _ => null,
    };

    /// <returns>Why it could not be saved; null when it was.</returns>
    public async Task<string?> SaveAsync(string name, string url, CancellationToken ct)
    {
        if (NameProblem(name) is { } problem) return problem;
        var view = new SavedView(name, url);
        var views = (await StoredAsync(ct)).Where(v => v.Name != name || v.Path != view.Path).Append(view).ToList();
        if (views.Count > MaxViews) return $"A browser keeps {MaxViews} views. Remove one first.";
        if (Uri.EscapeDataString(Text(views)).Length > MaxLength) return "The saved views are too long for a browser. Remove one first.";
        await StoreAsync(views, ct);
        return null;
    }

    public async Task RemoveAsync(SavedView view, CancellationToken ct) => await StoreAsync([.. (await StoredAsync(ct)).Where(v => v != view)], ct);

    /// <summary>Only addresses of pages with views; what cannot be read is ignored.</summary>
    public static IReadOnlyList<SavedView> Parse(string? text)
    {
        if (text is null) return [];
        try
        {
            return [.. (JsonSerializer.Deserialize<List<SavedView>>(text) ?? []).Where(v => v is { Name.Length: > 0 and <= MaxNameLength, Url: not null, Path: "/" or "/leads" }).Take(MaxViews)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Text(IReadOnlyList<SavedView> views) => JsonSerializer.Serialize(views);

    /// <summary>As the browser has them now: another tab may have saved some.</summary>
    private async Task<IReadOnlyList<SavedView>> StoredAsync(CancellationToken ct) => Parse(await js.InvokeAsync<string?>("leadScoring.recall", ct, Cookie));

    private async Task StoreAsync(IReadOnlyList<SavedView> views, CancellationToken ct)
    {
        _views = views;
        await js.InvokeVoidAsync("leadScoring.remember", ct, Cookie, Text(views));
    }
}

/// <summary>A list of leads as somebody filtered it, by name.</summary>
public sealed record SavedView(string Name, string Url)
{
    public string Path => Url.Split('?', 2)[0];
}
