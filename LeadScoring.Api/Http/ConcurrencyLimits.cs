using System.Threading.RateLimiting;
using LeadScoring.Api.Imports;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>
/// How many requests of a kind run at a time, counted from before their body is read. An endpoint names its policy with <c>RequireRateLimiting</c>, and the text for those that are
/// turned away with <see cref="WithBusyMessage"/>; they get a 503 with Retry-After.
/// </summary>
internal static class ConcurrencyLimits
{
    /// <summary>Files that are imported or looked at: each takes up to some megabytes of memory for as long as its client sends.</summary>
    public const string Uploads = "uploads";

    /// <summary>CSV files that are sent: each keeps 8 bytes per lead, or some hundred rejected rows, in memory for as long as its client takes.</summary>
    public const string Downloads = "downloads";

    public const int MaxDownloads = 8;

    public static IServiceCollection AddConcurrencyLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.OnRejected = (context, _) => new(RejectAsync(context.HttpContext));
        limits.AddPolicy(Uploads, context => RateLimitPartition.GetConcurrencyLimiter(
            Uploads, _ => new() { PermitLimit = context.RequestServices.GetRequiredService<IOptions<ImportOptions>>().Value.MaxOpen }));
        limits.AddPolicy(Downloads, _ => RateLimitPartition.GetConcurrencyLimiter(Downloads, _ => new() { PermitLimit = MaxDownloads }));
    });

    public static RouteHandlerBuilder WithBusyMessage(this RouteHandlerBuilder endpoint, string message) => endpoint.WithMetadata(new Busy(message));

    private static Task RejectAsync(HttpContext context)
    {
        var message = context.GetEndpoint()?.Metadata.GetMetadata<Busy>()?.Message ?? "Too many requests of this kind are under way. Try again later.";
        return Problems.Busy(context, message).ExecuteAsync(context);
    }

    private sealed record Busy(string Message);
}
