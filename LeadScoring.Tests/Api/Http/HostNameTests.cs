using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api.Http;

/// <summary>Names beside those of this machine: see <see cref="ServiceDefaults.HostFilterTests"/> for what is refused.</summary>
public sealed class HostNameTests
{
    [Theory]
    [InlineData("leads.example.com", "leads.example.com", 200)]
    [InlineData("leads.example.com", "LEADS.example.com:8443", 200)]
    [InlineData("leads.example.com", "localhost", 200)]
    [InlineData("leads.example.com", "[::1]:1", 200)]
    [InlineData("leads.example.com", "other.example.com", 400)]
    [InlineData("leads.example.com", "leads.example.com.", 400)]
    [InlineData("a.example; *.example.org ;", "x.example.org", 200)]
    [InlineData("a.example; *.example.org ;", "example.org", 400)]
    [InlineData("a.example; *.example.org ;", "127.0.0.1", 200)]
    [InlineData("bücher.example", "xn--bcher-kva.example", 200)]
    [InlineData("*", "anything.example", 200)]
    [InlineData("*", "anything.example:99999", 400)]
    [InlineData("", "anything.example", 400)]
    [InlineData("", "localhost", 200)]
    public async Task A_configured_name_is_answered_too(string setting, string host, int status)
    {
        await using var api = await ApiHost.StartAsync(arguments: [$"--AllowedHosts={setting}"]);
        Assert.Equal(status, (await RawHttp.SendAsync(api.Http.BaseAddress!, $"GET /api/leads HTTP/1.1\r\nHost: {host}")).Status);
    }

    [Fact]
    public async Task A_refusal_is_as_the_document_says()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/leads"), (HttpMethod.Get, "/api/imports/x"), (HttpMethod.Delete, "/api/leads/x"), (HttpMethod.Get, "/health") })
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { Host = "evil.example" } };
            Assert.Contains("evil.example", (await api.SendAsync(request)).ExpectProblem(400).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt32());
    }
}
