using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeadScoring.ServiceDefaults;

public static class HeadRequests
{
    /// <summary>
    /// Answers HEAD as GET on every endpoint of the builder that takes GET (RFC 9110, 9.3.2); the server leaves out the body. Endpoints are
    /// mapped for GET only, so routing would refuse HEAD. Not for answers without an end, such as server-sent events.
    /// </summary>
    public static TBuilder AllowHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is not IHttpMethodMetadata { HttpMethods: var methods } || !methods.Contains(HttpMethods.Get)) continue;
                endpoint.Metadata[i] = new HttpMethodMetadata([.. methods.Append(HttpMethods.Head).Distinct()]);
            }
        });
        return endpoints;
    }
}
