using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>A header of an answer, for the document.</summary>
internal sealed record AnswerHeader(int Status, string Name, string Description, string Example);

/// <summary>A file that an endpoint takes as the part <c>file</c> of a form, for the document.</summary>
internal sealed record FormFile(string Description, string Example);

/// <summary>
/// What an endpoint says about itself beyond its types and its comments: summary, remarks, param and response comments of the handler (which
/// must not be private) are the document's texts; examples are in <see cref="Examples"/>; answers that follow from what an endpoint is are
/// added by <see cref="CommonAnswers"/>.
/// </summary>
internal static class EndpointDocs
{
    /// <summary>Problems beside those of <see cref="CommonAnswers"/>; the handler's response comments say when.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemResponse), ["application/problem+json"]));
        return endpoint;
    }

    public static RouteHandlerBuilder AnswersWithHeader(this RouteHandlerBuilder endpoint, int status, string name, string description, string example) =>
        endpoint.WithMetadata(new AnswerHeader(status, name, description, example));

    /// <summary>A text that is not JSON, such as a CSV file or a stream of events.</summary>
    public static RouteHandlerBuilder AnswersWithText(this RouteHandlerBuilder endpoint, string mediaType) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [mediaType]));

    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint, string description, string example) =>
        endpoint.WithMetadata(new FormFile(description, example));
}
