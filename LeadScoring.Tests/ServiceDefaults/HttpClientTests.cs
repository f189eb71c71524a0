using System.Net;
using System.Net.Sockets;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>What every HttpClient of the product does, in either mode, when nobody answers.</summary>
public sealed class HttpClientTests : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _address;
    private readonly ServiceProvider _services;
    private int _connections;

    public HttpClientTests()
    {
        _server.Start();
        _address = (IPEndPoint)_server.LocalEndpoint;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("api", http => http.BaseAddress = new Uri($"http://{_address}"));
        _services = builder.Services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task What_changes_something_is_said_once(string method)
    {
        var dropping = DropAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = new StringContent("{}") };
        await Assert.ThrowsAsync<HttpRequestException>(() => Client().SendAsync(request));
        Assert.Equal(1, _connections);
        _server.Stop();
        await dropping;
    }

    [Fact]
    public async Task However_often_nobody_answers_each_call_tells_so_at_once_and_the_first_answer_gets_through()
    {
        _server.Stop();
        await Parallel.ForAsync(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, ct) =>
            await Assert.ThrowsAsync<HttpRequestException>(() => Client().GetAsync("/", ct).WaitAsync(Wait.Limit, ct)));

        using var back = new TcpListener(_address);
        back.Start();
        var answering = AnswerAsync(back, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
        using var response = await Client().GetAsync("/").WaitAsync(Wait.Limit);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await answering;
    }

    private HttpClient Client() => _services.GetRequiredService<IHttpClientFactory>().CreateClient("api");

    /// <summary>Closes each connection when its request has begun, as a process does that is killed.</summary>
    private async Task DropAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _server.AcceptTcpClientAsync();
                await client.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                _connections++;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The listener has stopped.
        }
    }

    private static async Task AnswerAsync(TcpListener server, string answer)
    {
        using var client = await server.AcceptTcpClientAsync();
        await client.GetStream().ReadAtLeastAsync(new byte[1], 1);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }
}
