using System.Net.ServerSentEvents;
using System.Text.Json;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>A client of server-sent events; the parsing is the platform's, not ours.</summary>
public sealed class SseClient : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationTokenSource _end;

    private SseClient(HttpResponseMessage response, SseParser<string> parser, CancellationTokenSource end)
    {
        (_response, _parser, _end) = (response, parser, end);
        _items = parser.EnumerateAsync(end.Token).GetAsyncEnumerator(end.Token);
    }

    /// <summary>What a browser would send when it reconnects now.</summary>
    public string LastEventId => _parser.LastEventId;

    public HttpResponseMessage Response => _response;

    public static async Task<SseClient> OpenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var end = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
        Assert.True(response.IsSuccessStatusCode, await FailureAsync(response));
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(end.Token));
        return new SseClient(response, parser, end);
    }

    /// <summary>The next event; fails after <see cref="Wait.Limit"/>. Null when the server ended the stream.</summary>
    public async Task<(string Id, string Kind, JsonElement Data)?> NextAsync(TimeSpan? limit = null)
    {
        if (!await _items.MoveNextAsync().AsTask().WaitAsync(limit ?? Wait.Limit)) return null;
        var item = _items.Current;
        return (_parser.LastEventId, item.EventType, JsonDocument.Parse(item.Data).RootElement);
    }

    public async Task<List<(string Id, string Kind, JsonElement Data)>> TakeAsync(int count)
    {
        var taken = new List<(string, string, JsonElement)>(count);
        while (taken.Count < count) taken.Add((await NextAsync())!.Value);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _response.Dispose();
        try
        {
            await _items.DisposeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or NotSupportedException or IOException)
        {
            // A read was under way.
        }

        _end.Dispose();
    }

    private static async Task<string> FailureAsync(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? "" : $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}";
}
