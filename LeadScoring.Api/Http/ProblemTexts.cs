using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>Texts for the refusals that the framework makes by itself.</summary>
internal static class ProblemTexts
{
    public static void Customize(ProblemDetailsOptions options) => options.CustomizeProblemDetails = context =>
    {
        var problem = context.ProblemDetails;
        if (problem.Status == StatusCodes.Status400BadRequest && problem.Detail is null) Explain(problem, context.HttpContext);
        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status404NotFound => "Nothing is at this address; see /swagger for what is.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method; see the Allow header.",
            StatusCodes.Status415UnsupportedMediaType => "Send JSON, with Content-Type: application/json.",
            _ => null,
        };
    };

    private static void Explain(ProblemDetails problem, HttpContext context)
    {
        var found = RequestErrors.Find(context)?.ProblemDetails
            ?? (problem is HttpValidationProblemDetails { Errors: Dictionary<string, string[]> across } ? Problems.Invalid(across).ProblemDetails : null);
        if (found?.Extensions["errors"] is not Dictionary<string, string[]> errors) return;
        (problem.Title, problem.Detail) = (found.Title, found.Detail);
        if (problem is HttpValidationProblemDetails validation) validation.Errors = errors;
        else problem.Extensions["errors"] = errors;
    }
}

/// <summary>Writes problem details also for a client whose Accept header rules JSON out: an error is better read than hidden.</summary>
internal sealed class PlainProblemWriter(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Status ??= context.HttpContext.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        await context.HttpContext.Response.WriteAsJsonAsync(
            problem, problem.GetType(), options: null, contentType: "application/problem+json", context.HttpContext.RequestAborted);
    }
}
