using System.Text;
using Aspire.Hosting;
using LeadScoring.LocalHosting.Network;
using LeadScoring.LocalHosting.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>A page for developers: what runs, where, in which health, and what it wrote last. Read-only, on loopback.</summary>
internal sealed class ResourcePageServer : IAsyncDisposable
{
    public const string PortSetting = "LocalHosting:PagePort";
    private readonly WebApplication _app;

    private ResourcePageServer(WebApplication app, int port) => (_app, Url) = (app, $"http://localhost:{port}");

    public string Url { get; }

    public static async Task<ResourcePageServer> StartAsync(LocalHost host, int? port)
    {
        var listen = port ?? FreePorts.Next();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(listen));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory, LoggerFactory>();
        // Another site's name that resolves to loopback must not read the logs.
        builder.Services.Configure<HostFilteringOptions>(o => o.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        var app = builder.Build();
        app.UseHostFiltering();
        app.UseRouting();
        app.MapGet("/", context => WriteAsync(context, ResourcePageHtml.Overview(host)));
        app.MapGet("/logs/{name}", context => host.Runners.TryGetValue((string)context.Request.RouteValues["name"]!, out var runner)
            ? WriteAsync(context, ResourcePageHtml.Log(runner))
            : NotFound(context));
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new DistributedApplicationException($"The resource page cannot listen on port {listen}: {e.Message} Set {PortSetting} to another port.", e);
        }

        return new ResourcePageServer(app, listen);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task WriteAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
