using LeadScoring.LocalHosting.ResourcePage;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.Tests.LocalHosting;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("GET", "localhost:1", "/", null, "cross-site")] // a link to the page
    [InlineData("GET", "127.0.0.1:1", "/api/stream", null, "same-origin")]
    [InlineData("GET", "[::1]:1", "/api/logs", null, "none")] // typed
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", "http://localhost:1", "same-origin")]
    [InlineData("POST", "LOCALHOST:1", "/api/resources/a/stop", null, null)] // no browser
    public void The_page_and_its_developer_may(string method, string host, string path, string? origin, string? site)
        => Assert.Null(Refusal(method, host, path, origin, site));

    [Theory]
    [InlineData("GET", "evil.example:1", "/", null, null)] // a name of theirs that resolves to loopback
    [InlineData("GET", "localhost.evil.example", "/page.js", null, "same-origin")]
    [InlineData("GET", "", "/", null, null)]
    [InlineData("GET", "localhost:1", "/api/stream", null, "cross-site")]
    [InlineData("GET", "localhost:1", "/api/resources/a", null, "same-site")] // another port of this machine
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", "http://evil.example", "cross-site")]
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", "http://evil.example", null)] // an old browser
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", "http://localhost:2", "same-site")]
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", "null", null)] // a sandboxed frame
    [InlineData("POST", "localhost:1", "/api/resources/a/stop", null, "none")]
    [InlineData("DELETE", "localhost:1", "/", null, "cross-site")]
    public void Other_pages_may_not(string method, string host, string path, string? origin, string? site)
        => Assert.NotNull(Refusal(method, host, path, origin, site));

    private static string? Refusal(string method, string host, string path, string? origin, string? site)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host, request.Path) = (method, "http", new HostString(host), path);
        if (origin is not null) request.Headers.Origin = origin;
        if (site is not null) request.Headers["Sec-Fetch-Site"] = site;
        return RequestGuard.Refusal(request);
    }
}
