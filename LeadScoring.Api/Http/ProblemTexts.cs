namespace LeadScoring.Api.Http;

/// <summary>What to do about the refusals that routing makes by itself.</summary>
internal static class ProblemTexts
{
    public static void Customize(ProblemDetailsOptions options) => options.CustomizeProblemDetails = context =>
        context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
        {
            StatusCodes.Status404NotFound => "Nothing is at this address; see /swagger for what is.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method; see the Allow header.",
            StatusCodes.Status415UnsupportedMediaType => "Send JSON, with Content-Type: application/json.",
            _ => null,
        };
}
