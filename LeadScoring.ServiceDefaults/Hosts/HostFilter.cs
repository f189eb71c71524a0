using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LeadScoring.ServiceDefaults.Hosts;

/// <summary>
/// Refuses requests for an unknown host with 400, before any other middleware. This is the defence against DNS rebinding: a foreign name can
/// be made to resolve to this machine, and a browser then treats the foreign site's pages and a service on loopback as one origin; only the
/// Host header differs. The framework's host filtering has the same list, but its answer names neither the host nor the setting, and it
/// accepts ports that no URI can have.
/// </summary>
internal sealed class HostFilter(IOptions<HostFilteringOptions> options) : IStartupFilter
{
    /// <summary>
    /// The setting <c>AllowedHosts</c>: host names that are served besides the loopback ones, separated by semicolons, without ports.
    /// <c>*.example.com</c> stands for every subdomain, <c>*</c> for any name. Default: none.
    /// </summary>
    public const string Setting = "AllowedHosts";

    private const string Any = "*";
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    public static void AddTo(IHostApplicationBuilder builder)
    {
        var configured = builder.Configuration[Setting]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        builder.Services.Configure<HostFilteringOptions>(filter => (filter.AllowedHosts, filter.AllowEmptyHosts) = ([.. Loopback, .. configured], false));
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, HostFilter>()); // the first one is outermost
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        StringSegment[] names = [.. options.Value.AllowedHosts.Select(name => new HostString(name).ToUriComponent())]; // encoded as in the header
        var any = options.Value.AllowedHosts.Contains(Any);
        app.Use((context, rest) => IsKnown(Host(context), names, any) ? rest(context) : RefuseAsync(context));
        next(app);
    };

    /// <summary>As sent: a decoded name may look like another one.</summary>
    private static string Host(HttpContext context) => context.Request.Headers.Host.ToString();

    private static bool IsKnown(string host, StringSegment[] names, bool any) =>
        host.Length > 0 && HasValidPort(host) && (any || HostString.MatchesAny(host, names));

    /// <summary>None, or one from 0 to 65,535. The server has checked the rest of the syntax.</summary>
    private static bool HasValidPort(string host)
    {
        var colon = host.IndexOf(':', host.LastIndexOf(']') + 1);
        return colon < 0 || ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        const string title = "This host is not served here.";
        var host = Host(context);
        var asked = host.Length == 0 ? "The request names no host." : $"The request is for the host \"{host}\".";
        var detail = $"{asked} {string.Join(", ", Loopback)} and the names in the setting {Setting} are answered.";
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        var problem = new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = StatusCodes.Status400BadRequest, Title = title, Detail = detail } };
        if (context.RequestServices.GetService<IProblemDetailsService>() is { } problems && await problems.TryWriteAsync(problem).ConfigureAwait(false)) return;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync($"{title} {detail}\n", context.RequestAborted).ConfigureAwait(false);
    }
}
