using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadScoring.LocalHosting.Runtime;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>
/// Server-sent events: <c>resources</c> whenever what is shown of them differs, and <c>logs</c> in batches, at most ten times a second.
/// One stream a page, since browsers open few connections to one host. A page names the last line it has as <c>run-number</c>.
/// </summary>
internal sealed class EventStream(LocalHost host, CancellationToken stopping)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private const int MaxClients = 32;
    private const int ShownLines = 5000;
    private const int LinesPerEvent = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private readonly string _run = Guid.NewGuid().ToString("n");
    private int _clients;

    public async Task HandleAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (Interlocked.Increment(ref _clients) > MaxClients)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await RunAsync(context, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page was closed, or the host stops.
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    private async Task RunAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var after = query["after"].ToString().Split('-') is [var run, var number] && run == _run && long.TryParse(number, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var shown = "";
        while (true)
        {
            var next = host.Changes.Next;
            var resources = JsonSerializer.Serialize(ResourceViews.Of(host, _run), Json);
            if (resources != shown) await SendAsync(context, "resources", shown = resources, after, cancellationToken);
            if (query.ContainsKey("logs")) after = await SendLogsAsync(context, after, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken);
            await next.WaitAsync(Heartbeat, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!next.IsCompleted) await context.Response.WriteAsync(":\n\n", cancellationToken); // finds out who is gone
        }
    }

    private async Task<long> SendLogsAsync(HttpContext context, long after, CancellationToken cancellationToken)
    {
        var (resource, instance) = ResourcePageServer.Selection(context.Request);
        var (lines, last, hasGap) = host.Logs.Since(after, resource, instance, ShownLines);
        if (hasGap) await SendAsync(context, "gap", "{}", after, cancellationToken);
        foreach (var chunk in lines.Chunk(LinesPerEvent))
        {
            var data = chunk.Select(l => new object[] { l.Number, l.Time.ToUnixTimeMilliseconds(), l.Instance, l.Level, l.Content });
            await SendAsync(context, "logs", JsonSerializer.Serialize(data, Json), chunk[^1].Number, cancellationToken);
        }

        return last;
    }

    private Task SendAsync(HttpContext context, string name, string data, long number, CancellationToken cancellationToken)
        => context.Response.WriteAsync($"event: {name}\nid: {_run}-{number}\ndata: {data}\n\n", Encoding.UTF8, cancellationToken);
}
