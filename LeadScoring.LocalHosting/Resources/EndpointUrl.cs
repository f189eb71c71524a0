using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

internal sealed record EndpointUrl(string EndpointName, ResourceUrlAnnotation Url) : IResourceAnnotation;
