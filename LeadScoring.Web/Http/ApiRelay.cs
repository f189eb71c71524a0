using System.Net.Http.Headers;

namespace LeadScoring.Web.Http;

/// <summary>Passes an answer of the API on as it is, with its status, its errors and its <c>Retry-After</c>, since a browser may not reach the API itself.</summary>
internal static class ApiRelay
{
    private const string RetryAfterSeconds = "1";
    private static readonly string[] ResponseHeaders = ["Cache-Control", "Retry-After"];
    private static readonly string[] ContentHeaders = ["Content-Type", "Content-Disposition"];

    /// <param name="ask">Sends the request; its <see cref="ApiException"/> becomes the answer.</param>
    public static async Task RelayAsync(HttpContext context, Func<CancellationToken, Task<HttpResponseMessage>> ask, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await ask(ct);
        }
        catch (ApiException e)
        {
            context.Response.Headers.CacheControl = "no-store";
            if (e.Status is null) context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await TypedResults.Problem(e.Detail, statusCode: (int?)e.Status ?? StatusCodes.Status503ServiceUnavailable, title: e.Title).ExecuteAsync(context);
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
