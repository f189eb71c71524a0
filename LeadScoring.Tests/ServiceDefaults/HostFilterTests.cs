using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>
/// A name that somebody else controls can be made to resolve to this machine (DNS rebinding): to the browser, its pages and our answers are
/// of one origin then. Only the Host header tells.
/// </summary>
public sealed class HostFilterTests(ServiceProcesses services) : IClassFixture<ServiceProcesses>
{
    private static readonly string[] Paths =
    [
        "Api /health", "Api /alive", "Api /api/leads", "Api /api/stream/scores", "Api /openapi/v1.json", "Api /swagger/index.html", "Api /nothing",
        "Web /", "Web /health", "Web /alive", "Web /leads", "Web /css/base.css", "Web /_framework/blazor.web.js", "Web /export/leads", "Web /_blazor", "Web /nothing",
        "Worker /health", "Worker /alive", "Worker /nothing",
        "Demo /demo", "Demo /health", "Demo /alive", "Demo /demo/stream", "Demo /nothing",
    ];

    public static TheoryData<string> AllPaths => [.. Paths];

    public static TheoryData<string, string> Foreign => Pairs(
        "evil.example", "evil.example:3000", "EVIL.EXAMPLE", "localhost.evil.example", "evil.localhost", "localhost.", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "10.1", "2130706433",
        "[::2]", "localhost:99999", "localhost:65536", "xn--localhost-", "xn--lclhost-exa", "_");

    public static TheoryData<string, string> Own => Pairs("localhost", "localhost:3000", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:3000");

    public static TheoryData<string, string> Malformed => Pairs("localhost:x", "a b", "::1", "[::]", "[::1", "evil@localhost", "localhost/", "localhost,evil.example", "a:b:c");

    [Theory]
    [MemberData(nameof(AllPaths))]
    public async Task A_foreign_host_is_refused_on_every_path_before_anything_is_done(string servicePath)
    {
        var (service, path) = (servicePath.Split(' ')[0], servicePath.Split(' ')[1]);
        foreach (var head in new[]
        {
            $"GET {path} HTTP/1.1\r\nHost: evil.example", $"HEAD {path} HTTP/1.1\r\nHost: evil.example", $"GET http://evil.example{path} HTTP/1.1\r\nHost: evil.example",
            $"POST {path} HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nContent-Length: 0", $"DELETE {path} HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example",
            $"GET {path} HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            $"GET {path} HTTP/1.1\r\nHost:", $"GET {path} HTTP/1.0", $"GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost", $"GET {path} HTTP/1.1\r\nHost: localhost:70000",
        })
        {
            Assert.True((await RawHttp.SendAsync(services[service], head)).Status == 400, head);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_refusal_names_the_host_and_the_setting(string service, string host)
    {
        var answer = await RawHttp.SendAsync(services[service], $"GET /alive HTTP/1.1\r\nHost: {host}");
        Assert.Equal(400, answer.Status);
        Assert.Contains($"\"{host}\"", answer.Body.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("AllowedHosts", answer.Body, StringComparison.Ordinal);
        Assert.Contains(service is "Api" or "Demo" ? "application/problem+json" : "text/plain", answer.Head, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_is_no_host_is_a_400_as_well(string service, string host) =>
        Assert.Equal(400, (await RawHttp.SendAsync(services[service], $"GET /alive HTTP/1.1\r\nHost: {host}")).Status);

    [Theory]
    [MemberData(nameof(Own))]
    public async Task Names_of_this_machine_are_answered_whatever_the_port(string service, string host) =>
        Assert.Equal(200, (await RawHttp.SendAsync(services[service], $"GET /alive HTTP/1.1\r\nHost: {host}")).Status);

    [Theory]
    [InlineData("http://localhost:3000", "localhost:3000", 200)]
    [InlineData("http://[::1]", "[::1]", 200)]
    [InlineData("http://evil.example", "localhost:3000", 400)]
    [InlineData("http://localhost:3000", "evil.example", 400)]
    [InlineData("http://evil.example", "evil.example", 400)]
    public async Task A_target_with_a_host_is_no_way_around(string target, string host, int status) =>
        Assert.Equal(status, (await RawHttp.SendAsync(services["Api"], $"GET {target}/alive HTTP/1.1\r\nHost: {host}")).Status);

    [Fact]
    public async Task The_dashboard_is_there_under_its_own_name()
    {
        foreach (var path in new[] { "/", "/css/base.css", "/_framework/blazor.web.js" })
        {
            Assert.Equal(200, (await RawHttp.SendAsync(services["Web"], $"GET {path} HTTP/1.1\r\nHost: localhost:5173")).Status);
        }

        Assert.Equal(200, (await RawHttp.SendAsync(services["Web"], "POST /_blazor/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: localhost:5173\r\nContent-Length: 0")).Status);
    }

    private static TheoryData<string, string> Pairs(params string[] hosts)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var host in hosts)
        {
            foreach (var service in new[] { "Api", "Web", "Worker", "Demo" }) pairs.Add(service, host);
        }

        return pairs;
    }
}
