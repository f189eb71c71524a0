using Microsoft.AspNetCore.Http;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>
/// Lets nobody in but the developer's own page. A web page of anybody's that is open in the same browser can send requests here,
/// and can give its own host name this address; programs that are no browsers send none of these headers.
/// </summary>
internal static class RequestGuard
{
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Why the request is refused; null if it is not.</summary>
    public static string? Refusal(HttpRequest request)
    {
        if (!Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase)) return "This page answers to localhost only.";
        var isPost = !HttpMethods.IsGet(request.Method);
        // A link from elsewhere may open the page; data and actions are for the page itself.
        if (!isPost && !request.Path.StartsWithSegments("/api")) return null;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isOwn = site is "" or "same-origin" || (site == "none" && !isPost);
        var origin = request.Headers.Origin.ToString();
        return isOwn && (origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            ? null
            : "Only this page itself may do that.";
    }
}
