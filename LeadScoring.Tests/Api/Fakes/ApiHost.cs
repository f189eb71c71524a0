using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeadScoring.Api;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.ServiceDefaults;
using LeadScoring.Storage;
using LeadScoring.Tests.Api.Contract;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>The API on a real Kestrel and a real store, with <see cref="FakeQueue"/> where Redis and the worker would be.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private static readonly HttpRequestOptionsKey<bool> Undocumented = new("undocumented");
    private static ApiContract? _contract;
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private ApiHost(WebApplication app, DirectoryInfo folder)
    {
        _app = app;
        _folder = folder;
        Queue = app.Services.GetRequiredService<FakeQueue>();
        // A stream that a test leaves is closed at once, not read on for two seconds in the hope that it ends.
        var handler = new DocumentedOnly(this) { InnerHandler = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero } };
        Http = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Throws on an answer that the document does not have; what is in the answer is checked by <see cref="SendAsync(HttpRequestMessage)"/>.</summary>
    public HttpClient Http { get; }

    public FakeQueue Queue { get; }

    public IServiceProvider Services => _app.Services;

    public FakeFeed Feed => _app.Services.GetRequiredService<FakeFeed>();

    public FakeDeadLetters Dead => _app.Services.GetRequiredService<FakeDeadLetters>();

    /// <param name="database">An SQLite file. Null: an empty <see cref="StoreUnderTest"/>, deleted on dispose.</param>
    /// <param name="feed">Instead of the fake one.</param>
    /// <param name="prepare">Called before the host starts.</param>
    /// <param name="services">Last changes to what the host is made of.</param>
    /// <param name="arguments">As on the command line: <c>--Section:Name=value</c>.</param>
    public static async Task<ApiHost> StartAsync(
        string? database = null, IChangeFeed? feed = null, Action<FakeQueue>? prepare = null, Action<IServiceCollection>? services = null, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("leadscoring-api-");
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. arguments]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddLeadScoringStore(database is null ? StoreUnderTest.In(folder.FullName) : $"Data Source={database}");
        builder.Services.AddSingleton<FakeQueue>();
        builder.Services.AddSingleton<IEventQueue>(s => s.GetRequiredService<FakeQueue>());
        builder.Services.AddSingleton<IQueueMonitor>(s => s.GetRequiredService<FakeQueue>());
        builder.Services.AddSingleton<IQueueHistory>(s => s.GetRequiredService<FakeQueue>());
        builder.Services.AddSingleton<ISubmissionResults>(s => s.GetRequiredService<FakeQueue>());
        builder.Services.AddSingleton<IJobNotifier>(s => s.GetRequiredService<FakeQueue>());
        builder.Services.AddSingleton<FakeDeadLetters>();
        builder.Services.AddSingleton<IDeadLetters>(s => s.GetRequiredService<FakeDeadLetters>());
        builder.Services.AddSingleton<FakeFeed>();
        builder.Services.AddSingleton(s => feed ?? s.GetRequiredService<FakeFeed>());
        builder.AddLeadScoringApi();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.UseLeadScoringApi();
        app.MapLeadScoringApi();
        prepare?.Invoke(app.Services.GetRequiredService<FakeQueue>());
        await app.StartAsync();
        return new ApiHost(app, folder);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> PostAsync(string path, string json, string? prefer = null) => SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json), prefer);

    public Task<Answer> PostAsync(string path, object body, string? prefer = null) =>
        PostAsync(path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web), prefer);

    public Task<Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(json));

    public Task<Answer> DeleteAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));

    public Task<Answer> UploadAsync(string path, string file, string name = "file.csv") => UploadAsync(path, Encoding.UTF8.GetBytes(file), name);

    public Task<Answer> UploadAsync(string path, byte[] file, string name = "file.csv") => SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } },
    });

    public Task StopAsync() => _app.StopAsync();

    public Task<Answer> SendAsync(HttpMethod method, string path, byte[] body, string? prefer = null, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return SendAsync(request);
    }

    /// <summary>Fails if the answer is not as the document says.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        var answer = await AskAsync(request);
        (await ContractAsync()).Check(request.Method, request.RequestUri!.AbsolutePath, answer.Status, answer.MediaType, answer.Text);
        return answer;
    }

    public Task<Answer> GetUndocumentedAsync(string path) => SendUndocumentedAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>For what no operation of the document answers: fails if one does.</summary>
    public async Task<Answer> SendUndocumentedAsync(HttpRequestMessage request)
    {
        request.Options.Set(Undocumented, true);
        var answer = await AskAsync(request);
        Assert.False((await ContractAsync()).IsDocumented(request.Method, request.RequestUri!.AbsolutePath, answer.Status), $"{request.Method} {request.RequestUri} answered {answer.Status}, which is documented");
        return answer;
    }

    private async Task<Answer> AskAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location?.ToString(),
            response.Headers.RetryAfter?.ToString(), response.Headers.TryGetValues("Preference-Applied", out var applied) ? applied.Single() : null,
            response.Headers.ETag?.Tag, text);
    }

    /// <summary>What the document promises; the same for all hosts.</summary>
    public async Task<ApiContract> ContractAsync()
    {
        if (_contract is not null) return _contract;
        using var client = new HttpClient();
        return _contract = new ApiContract(JsonDocument.Parse(await client.GetStringAsync(new Uri(Http.BaseAddress!, "/openapi/v1.json"))).RootElement);
    }

    public async Task<string> LeadAsync(string email = "john@example.com") =>
        (await PostAsync("/api/leads", new { name = "John Doe", email, company = "Acme" })).Expect(201).GetProperty("id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(); // its services are done with the folder
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
        await StoreUnderTest.DropAsync(_folder.FullName);
    }

    private sealed class DocumentedOnly(ApiHost api) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Options.TryGetValue(Undocumented, out _)) return response;
            var (path, status) = (request.RequestUri!.AbsolutePath, (int)response.StatusCode);
            Assert.True((await api.ContractAsync()).IsDocumented(request.Method, path, status), $"{request.Method} {path} answered {status}, which is not documented");
            return response;
        }
    }
}
