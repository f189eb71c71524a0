using System.Text.Json;
using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Imports;

/// <summary>What a tab of the browser holds of files (imports.js), whichever page it shows.</summary>
/// <param name="File">Chosen, and not known to have arrived.</param>
/// <param name="Draft">What was changed in how it is read: see <see cref="Review.ReadingChoices"/>.</param>
/// <param name="Upload">The last one.</param>
public sealed record TabState(ChosenFile? File, string? Draft, TabUpload? Upload);

/// <param name="Number">Of a file that is chosen again, another one.</param>
/// <param name="Name">As it is called there.</param>
/// <param name="Size">Bytes.</param>
public sealed record ChosenFile(int Number, string Name, long Size);

/// <summary>A file that the tab sends, or has sent.</summary>
/// <param name="Name">As it is called there.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sent">Bytes of them that are on their way.</param>
/// <param name="State">sending, done (see <paramref name="Answer"/>) or cancelled.</param>
/// <param name="Kind">events or leads.</param>
/// <param name="StartedAt">By the dashboard's clock.</param>
/// <param name="ImportId">Its record; null until it is known.</param>
/// <param name="Answer">Null while it is sent.</param>
public sealed record TabUpload(string Name, long Size, long Sent, string State, string Kind, DateTimeOffset StartedAt, string? ImportId, ImportAnswer? Answer)
{
    /// <summary>What a request has besides the file: the form around it, and a mapping.</summary>
    private const long MaxFormBytes = 192 * 1024;

    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(10);

    public bool IsSending => State == "sending";

    /// <summary>Whether a record may be of this upload: the API names it only when the file has been read to its end.</summary>
    public bool MayBe(ImportResponse import) =>
        import.Kind == Kind && import.StartedAt >= StartedAt - MaxClockDifference
        && import.TotalBytes is { } total && total >= Size && total <= Size + MaxFormBytes
        && (import.FileName == Name || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ' '));
}

/// <summary>The tab's files for one page: says what it does with them, and hears of it.</summary>
/// <param name="js">The circuit's.</param>
/// <param name="onChange">Called on the circuit's dispatcher.</param>
/// <param name="onSeveral">Several files were dropped, of which the first is taken.</param>
public sealed class TabFiles(IJSRuntime js, Func<TabState, Task> onChange, Func<int, Task>? onSeveral = null) : IAsyncDisposable
{
    private const long MaxAnswerBytes = 8 * 1024 * 1024;
    private IJSObjectReference? _tab;
    private DotNetObjectReference<TabFiles>? _self;

    /// <returns>Null: the page was left.</returns>
    public Task<TabState?> AttachAsync() => AskAsync<TabState?>(async () =>
    {
        _self = DotNetObjectReference.Create(this);
        _tab = await js.InvokeAsync<IJSObjectReference>("leadScoring.attachImports", _self);
        return await _tab.InvokeAsync<TabState>("state");
    });

    [JSInvokable]
    public Task ShowAsync(TabState state) => onChange(state);

    [JSInvokable]
    public Task TellSeveralAsync(int count) => onSeveral?.Invoke(count) ?? Task.CompletedTask;

    /// <summary>How the beginning of the file is understood; cancels the inspection before.</summary>
    /// <returns>Null: it was cancelled.</returns>
    /// <exception cref="ApiException">The file was refused, or there was no answer.</exception>
    public async Task<InspectionResponse?> InspectAsync(string? kind, string? mapping)
    {
        var answer = await AskAsync<ImportAnswer?>(async () =>
        {
            await using var stream = await (await _tab!.InvokeAsync<IJSStreamReference>("inspect", kind ?? "", mapping)).OpenReadStreamAsync(MaxAnswerBytes);
            return await JsonSerializer.DeserializeAsync<ImportAnswer>(stream, JsonSerializerOptions.Web);
        });
        return answer is null or { IsCancelled: true } ? null : answer.Read<InspectionResponse>();
    }

    /// <summary>Begins to send the file. It goes on whatever becomes of this page.</summary>
    public Task SendAsync(string path, string kind, string? mapping, DateTimeOffset startedAt) => DoAsync("send", path, kind, mapping, startedAt);

    public Task CancelAsync() => DoAsync("cancel");

    public Task ForgetAsync() => DoAsync("forget");

    /// <summary>The result of the last upload is shown: a page that is opened later need not.</summary>
    public Task SeenAsync() => DoAsync("seen");

    public Task FollowAsync(string importId) => DoAsync("follow", importId);

    /// <summary>Keeps what was changed for this file.</summary>
    public Task KeepAsync(string? draft) => DoAsync("keep", draft);

    /// <summary>What was chosen for a file with these columns before; null: nothing.</summary>
    public Task<RememberedMapping?> RecallAsync(string columns) => AskAsync<RememberedMapping?>(async () => await _tab!.InvokeAsync<RememberedMapping?>("recall", columns));

    /// <param name="columns">What the file is known by.</param>
    /// <param name="name">Its name.</param>
    /// <param name="choices">Null: forget them.</param>
    public Task RememberAsync(string columns, string name, string? choices) => DoAsync("remember", columns, name, choices);

    public async ValueTask DisposeAsync()
    {
        await DoAsync("detach");
        _self?.Dispose();
        if (_tab is not null) await AskAsync<object?>(async () =>
        {
            await _tab.DisposeAsync();
            return null;
        });
    }

    private async Task DoAsync(string what, params object?[] arguments) => await AskAsync<object?>(async () =>
    {
        if (_tab is not null) await _tab.InvokeVoidAsync(what, arguments);
        return null;
    });

    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            return default; // the page is gone
        }
    }
}

/// <summary>What was chosen for a file, for the next one with the same columns.</summary>
/// <param name="Name">Of that file.</param>
/// <param name="Choices">See <see cref="Review.ReadingChoices"/>.</param>
public sealed record RememberedMapping(string Name, string Choices);
