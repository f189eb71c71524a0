using System.Net.Http.Headers;
using LeadScoring.ServiceDefaults;

namespace LeadScoring.Web.Http;

/// <summary>Downloads of the API's exports, since a browser may not reach the API itself. Errors are passed on as the API wrote them.</summary>
internal static class ExportEndpoints
{
    private const string RetryAfterSeconds = "1";
    private static readonly string[] ResponseHeaders = ["Cache-Control", "Retry-After"];
    private static readonly string[] ContentHeaders = ["Content-Type", "Content-Disposition"];

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/export").AllowHead();
        export.MapGet("/leads", (HttpContext context, ApiHttp api, CancellationToken ct) =>
            RelayAsync(context, api, $"/api/export/leads{context.Request.QueryString}", ct));
        export.MapGet("/events/{leadId}", (string leadId, HttpContext context, ApiHttp api, CancellationToken ct) =>
            RelayAsync(context, api, $"/api/export/events/{Uri.EscapeDataString(leadId)}{context.Request.QueryString}", ct));
    }

    private static async Task RelayAsync(HttpContext context, ApiHttp api, string path, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await api.OpenAsync(new HttpMethod(context.Request.Method), path, ct);
        }
        catch (ApiException e)
        {
            (context.Response.Headers.CacheControl, context.Response.Headers.RetryAfter) = ("no-store", RetryAfterSeconds);
            await TypedResults.Problem(e.Detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: e.Title).ExecuteAsync(context);
            return;
        }

        using (answer)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            Copy(answer.Headers, ResponseHeaders, context.Response.Headers);
            Copy(answer.Content.Headers, ContentHeaders, context.Response.Headers);
            await CopyBodyAsync(answer, context, ct);
        }
    }

    private static void Copy(HttpHeaders from, string[] names, IHeaderDictionary to)
    {
        foreach (var name in names)
        {
            if (from.NonValidated.TryGetValues(name, out var values)) to[name] = values.ToString();
        }
    }

    private static async Task CopyBodyAsync(HttpResponseMessage answer, HttpContext context, CancellationToken ct)
    {
        try
        {
            await answer.Content.CopyToAsync(context.Response.Body, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            context.Abort(); // a part of a file must not look complete
        }
    }
}
