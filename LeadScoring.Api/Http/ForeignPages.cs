namespace LeadScoring.Api.Http;

/// <summary>
/// Refuses writes that a browser sends for a page of another site. Browsers send forms and files across sites without asking first, so
/// any page that a user visits could write to an API that listens on the user's machine. Other programs send no Origin.
/// </summary>
internal static class ForeignPages
{
    public static IApplicationBuilder UseForeignPageCheck(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!IsForeign(context.Request))
        {
            await next(context);
            return;
        }

        await Problems.Of(StatusCodes.Status403Forbidden, "Not from another site.", "Pages of other sites cannot write here.").ExecuteAsync(context);
    });

    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        if (request.Headers["Sec-Fetch-Site"] == "cross-site") return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(Own(request), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Host and port as an Origin writes them: without the port that the scheme has anyway.</summary>
    private static string Own(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : request.Host.ToString();
}
