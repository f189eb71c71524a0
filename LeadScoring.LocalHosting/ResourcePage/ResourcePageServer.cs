using System.Globalization;
using System.Net.Mime;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Network;
using LeadScoring.LocalHosting.Processes;
using LeadScoring.LocalHosting.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>A page for developers, on loopback: what runs, where and in which health, what it writes, and buttons to stop and start it.</summary>
internal sealed class ResourcePageServer : IAsyncDisposable
{
    public const string PortSetting = "LocalHosting:PagePort";
    private const int MaxConnections = 200;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly LocalHost _host;

    private ResourcePageServer(LocalHost host, int port)
    {
        (_host, Url) = (host, $"http://localhost:{port}");
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory, LoggerFactory>();
        _app = builder.Build();
        _app.Use(GuardAsync);
        _app.UseRouting();
        Map();
    }

    public string Url { get; }

    public static async Task<ResourcePageServer> StartAsync(LocalHost host, int? port)
    {
        var listen = port is null or 0 ? FreePorts.Next() : port.Value;
        var page = new ResourcePageServer(host, listen);
        try
        {
            await page._app.StartAsync();
            return page;
        }
        catch (IOException e)
        {
            await page.DisposeAsync();
            throw new DistributedApplicationException($"The resource page cannot listen on port {listen}: {e.Message} Set {PortSetting} to another port.", e);
        }
    }

    /// <summary>Which resource and which of its instances a request is about; null for all.</summary>
    public static (string? Resource, int? Instance) Selection(HttpRequest request)
        => (request.Query["resource"].ToString() is { Length: > 0 } name ? name : null,
            int.TryParse(request.Query["instance"], CultureInfo.InvariantCulture, out var number) ? number : null);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private void Map()
    {
        Asset("/", "index.html", "text/html; charset=utf-8");
        Asset("/logs", "index.html", "text/html; charset=utf-8");
        Asset("/page.css", "page.css", "text/css; charset=utf-8");
        Asset("/page.js", "page.js", "text/javascript; charset=utf-8");
        _app.MapGet("/api/stream", new EventStream(_host, _stopping.Token).HandleAsync);
        _app.MapGet("/api/logs", DownloadAsync);
        _app.MapGet("/api/resources/{name}", context => WithTargetAsync(context, async (runner, instances) =>
            await context.Response.WriteAsJsonAsync(await ResourceDetails.OfAsync(runner, First(instances), context.RequestAborted), EventStream.Json)));
        _app.MapGet("/api/resources/{name}/values/{value}", context => WithTargetAsync(context, async (runner, instances) =>
        {
            var value = await ResourceDetails.ValueAsync(runner, First(instances), (string)context.Request.RouteValues["value"]!, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new { value }, EventStream.Json);
        }));
        _app.MapPost("/api/resources/{name}/{command}", context => WithTargetAsync(context, async (runner, instances) =>
        {
            var result = await runner.ExecuteAsync(instances, (string)context.Request.RouteValues["command"]!, context.RequestAborted);
            if (result.Success) context.Response.StatusCode = StatusCodes.Status204NoContent;
            else await FailAsync(context, StatusCodes.Status409Conflict, result.Message!);
        }));
    }

    private void Asset(string path, string name, string contentType)
    {
        using var resource = typeof(ResourcePageServer).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        var text = reader.ReadToEnd();
        _app.MapGet(path, context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(text, context.RequestAborted);
        });
    }

    private static Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
        // Even a mistake of the page's could not make HTML of a log line: it has no way to parse any.
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        return RequestGuard.Refusal(context.Request) is { } refusal ? FailAsync(context, StatusCodes.Status403Forbidden, refusal) : next(context);
    }

    private async Task WithTargetAsync(HttpContext context, Func<ResourceRunner, IReadOnlyList<IInstance>, Task> action)
    {
        var number = Selection(context.Request).Instance;
        if (!_host.Runners.TryGetValue((string)context.Request.RouteValues["name"]!, out var runner) || number < 1 || number > runner.Instances.Count)
            await FailAsync(context, StatusCodes.Status404NotFound, "There is no such resource.");
        else await action(runner, number is { } one ? [runner.Instances[one - 1]] : runner.Instances);
    }

    private static IInstance? First(IReadOnlyList<IInstance> instances) => instances is [var first, ..] ? first : null;

    private async Task DownloadAsync(HttpContext context)
    {
        var (resource, instance) = Selection(context.Request);
        var name = string.Concat($"{resource ?? "all"}{(instance is null ? "" : $"-{instance}")}".Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = new ContentDisposition { FileName = $"{name}.log" }.ToString();
        foreach (var line in _host.Logs.Since(0, resource, instance).Lines)
            await context.Response.WriteAsync($"{line.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {line.Instance} {line.Content}\n", context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message }, context.RequestAborted);
    }
}
