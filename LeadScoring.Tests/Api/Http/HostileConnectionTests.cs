using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Tests.Api.Http;

/// <summary>Clients that close their connection in the middle of a request or of an answer. That is no error of the server.</summary>
public sealed class HostileConnectionTests : IAsyncLifetime
{
    private const int Repetitions = 10; // whether the server sees the closed connection first in a read or as an abort is a race

    private readonly RecordedLog _log = new();
    private ApiHost _api = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync(services: services =>
        {
            var real = services.Single(s => s.ServiceType == typeof(ILeadStore)).ImplementationType!;
            services.Replace(ServiceDescriptor.Singleton<ILeadStore>(p => new ScriptedExport((ILeadStore)ActivatorUtilities.CreateInstance(p, real)) { Script = _ => EndlessAsync() }));
            _log.Record(services);
        });
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("/api/events", false)]
    [InlineData("/api/events", true)]
    [InlineData("/api/events/batch", false)]
    [InlineData("/api/events/batch", true)]
    [InlineData("/api/leads", true)]
    public async Task A_json_body_that_is_cut_off_is_no_server_error(string path, bool reset)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
        for (var i = 0; i < Repetitions; i++) await CutAsync(head + """[{"eventId":"e1",""", reset, IsBeingServedAsync);
        AssertNoErrors();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_is_cut_off_is_an_interrupted_import_and_no_server_error(bool reset)
    {
        for (var i = 0; i < Repetitions; i++)
        {
            var count = i + 1;
            await CutAsync(Upload(rows: 3_000), reset, async () => (await ImportsAsync()) is { } all && all.GetArrayLength() == count && all[0].GetProperty("rows").GetInt64() > 0);
            await Wait.UntilAsync(async () => (await ImportsAsync())[0].GetProperty("state").GetString() == "interrupted", "it is interrupted");
            var import = (await ImportsAsync())[0];
            Assert.Equal("The connection was cut. Send the file again: what had arrived counts once.", import.GetProperty("error").GetString());
            var line = Assert.Single(_log.Lines, l => l.Text.Contains(import.GetProperty("id").GetString()!, StringComparison.Ordinal) && l.Category.Contains("Imports", StringComparison.Ordinal));
            Assert.Equal(LogLevel.Information, line.Level);
        }

        AssertNoErrors();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_is_cut_off_before_its_format_is_known_is_no_server_error(bool reset)
    {
        for (var i = 0; i < Repetitions; i++) await CutAsync(Upload(rows: 1), reset, IsBeingServedAsync);
        AssertNoErrors();
        Assert.Equal(0, (await ImportsAsync()).GetArrayLength());
    }

    [Theory]
    [InlineData("/api/export/leads", false)]
    [InlineData("/api/export/leads", true)]
    [InlineData("/api/stream/scores", false)]
    [InlineData("/api/stream/scores", true)]
    public async Task A_client_that_leaves_in_the_middle_of_an_answer_is_no_server_error(string path, bool reset)
    {
        for (var i = 0; i < Repetitions; i++)
        {
            await CutAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", reset, socket: async socket => Assert.True(await socket.ReceiveAsync(new byte[1024]) > 0));
        }

        AssertNoErrors();
    }

    /// <summary>Sends it, waits until the server is at it, closes the connection, and waits until the server is done with it.</summary>
    private async Task CutAsync(string request, bool reset, Func<Task<bool>>? until = null, Func<Socket, Task>? socket = null)
    {
        var finished = _log.Finished;
        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            if (reset) client.LingerState = new LingerOption(true, 0);
            await client.ConnectAsync(IPAddress.Loopback, _api.Http.BaseAddress!.Port);
            await client.SendAsync(Encoding.ASCII.GetBytes(request));
            if (socket is not null) await socket(client);
            if (until is not null) await Wait.UntilAsync(until, "the request is being served");
        }

        await Wait.UntilAsync(() => Task.FromResult(_log.Finished > finished && _log.Started == _log.Finished), "the request has ended");
    }

    private void AssertNoErrors() => _log.AssertNoErrors();

    private Task<bool> IsBeingServedAsync() => Task.FromResult(_log.Started > _log.Finished);

    private async Task<System.Text.Json.JsonElement> ImportsAsync() => (await _api.GetAsync("/api/imports")).Expect(200);

    private string Upload(int rows) =>
        "POST /api/events/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000000\r\n\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\neventType,leadId\n"
        + string.Concat(Enumerable.Repeat($"page_view,{_lead}\n", rows));

    private static async IAsyncEnumerable<IReadOnlyList<Lead>> EndlessAsync()
    {
        var lead = new Lead("l1", "Ada", "ada@example.com", null, LeadStatus.New, $$"""{"x":"{{new string('x', 10_000)}}"}""", 0, 1, 0, null, 0, 0, 1);
        while (true)
        {
            yield return [lead];
            await Task.Delay(1);
        }
    }
}
