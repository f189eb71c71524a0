using LeadScoring.ServiceDefaults;
using LeadScoring.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Web.Imports;

/// <summary>
/// Uploads to the API, sent by the browser itself (imports.js) and passed on as they come: not through the circuit, and never as a whole in memory.
/// Pages of other sites are refused by their Origin, as the API does; a token in the form would have to be looked for in the file.
/// </summary>
internal static class ImportEndpoints
{
    /// <summary>Largest file, bytes, as the API takes it.</summary>
    public const long MaxFileBytes = 1L << 30;

    private const long FormBytes = 64 * 1024;
    private const string Prefix = "/import";

    public static void MapImports(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase), import => import.UseForeignPageCheck());
        var import = app.MapGroup(Prefix).WithMetadata(new RequestSizeLimitAttribute(MaxFileBytes + FormBytes));
        import.MapPost("/inspect", (HttpContext context, UploadClient api, CancellationToken ct) => UploadAsync(context, api, "/api/imports/inspect", ct));
        import.MapPost("/leads", (HttpContext context, UploadClient api, CancellationToken ct) => UploadAsync(context, api, "/api/leads/upload", ct));
        import.MapPost("/events", (HttpContext context, UploadClient api, CancellationToken ct) => UploadAsync(context, api, "/api/events/upload", ct));
        import.MapGet("/templates/{kind}.csv", (string kind) => ImportTemplates.Find(kind) is { } template
            ? Results.File(System.Text.Encoding.UTF8.GetBytes(template), "text/csv", $"{kind}.csv") : Results.NotFound());
        import.MapGet("/{id}/rejects", (string id, HttpContext context, ApiHttp api, CancellationToken ct) =>
            ApiRelay.RelayAsync(context, token => api.OpenAsync(HttpMethod.Get, $"/api/imports/{Uri.EscapeDataString(id)}/rejects", token), ct));
    }

    private static async Task UploadAsync(HttpContext context, UploadClient api, string path, CancellationToken ct)
    {
        try
        {
            await ApiRelay.RelayAsync(context, token => api.SendAsync(context.Request, path, token), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            context.Abort(); // the browser has cancelled: nobody is left to be answered
        }
    }
}
