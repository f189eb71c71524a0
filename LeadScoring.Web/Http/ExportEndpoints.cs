namespace LeadScoring.Web.Http;

/// <summary>Downloads go through here, since a browser need not reach the API.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        app.MapGet("/export/leads", (HttpContext context, ApiHttp api, CancellationToken ct) =>
            SendAsync(context, api, $"/api/export/leads{context.Request.QueryString}", ct));
        app.MapGet("/export/events/{leadId}", (string leadId, HttpContext context, ApiHttp api, CancellationToken ct) =>
            SendAsync(context, api, $"/api/export/events/{Uri.EscapeDataString(leadId)}{context.Request.QueryString}", ct));
    }

    private static async Task SendAsync(HttpContext context, ApiHttp api, string path, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await api.GetStreamAsync(path, ct);
            if (!answer.IsSuccessStatusCode) throw await ApiException.ReadAsync(answer, ct);
        }
        catch (ApiException e)
        {
            context.Response.StatusCode = (int)(e.Status ?? System.Net.HttpStatusCode.ServiceUnavailable);
            await context.Response.WriteAsync($"{e.Title} {e.Detail} {string.Join(" ", e.Errors.SelectMany(f => f.Value))}", ct);
            return;
        }

        using (answer)
        {
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
            try
            {
                await answer.Content.CopyToAsync(context.Response.Body, ct);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                context.Abort(); // half a file must not look like a whole one
            }
        }
    }
}
