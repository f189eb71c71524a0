using Microsoft.AspNetCore.Mvc;

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
