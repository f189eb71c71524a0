using LeadScoring.ServiceDefaults;

namespace LeadScoring.Web.Http;

/// <summary>Downloads of the API's exports.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/export").AllowHead();
        export.MapGet("/leads", (HttpContext context, ApiHttp api, CancellationToken ct) =>
            RelayAsync(context, api, $"/api/export/leads{context.Request.QueryString}", ct));
        export.MapGet("/events/{leadId}", (string leadId, HttpContext context, ApiHttp api, CancellationToken ct) =>
            RelayAsync(context, api, $"/api/export/events/{Uri.EscapeDataString(leadId)}{context.Request.QueryString}", ct));
    }

    private static Task RelayAsync(HttpContext context, ApiHttp api, string path, CancellationToken ct) =>
        ApiRelay.RelayAsync(context, token => api.OpenAsync(new HttpMethod(context.Request.Method), path, token), ct);
}
