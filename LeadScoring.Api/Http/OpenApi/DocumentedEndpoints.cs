using LeadScoring.Contracts.Json;

namespace LeadScoring.Api.Http.OpenApi;

internal static class DocumentedEndpoints
{
    public static RouteHandlerBuilder WithDoc(this RouteHandlerBuilder endpoint, OperationDoc doc)
    {
        foreach (var status in doc.Problems)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemResponse), ["application/problem+json"]));
        }

        return endpoint.WithMetadata(doc);
    }
}
