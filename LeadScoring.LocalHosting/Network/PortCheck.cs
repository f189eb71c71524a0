using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Network;

internal static class PortCheck
{
    /// <summary>Fails before anything starts if a fixed port is taken or asked for twice.</summary>
    public static void Require(IEnumerable<IResource> resources, LocalSettings settings)
    {
        var owners = new Dictionary<int, string>();
        foreach (var (resource, port) in resources.SelectMany(r => r.Endpoints().Where(e => e.Port is not null).Select(e => (r, e.Port!.Value))))
        {
            var advice = settings.PortSettings.TryGetValue(port, out var setting) ? $" Set {setting} to another port." : "";
            if (!owners.TryAdd(port, resource.Name))
                throw new DistributedApplicationException($"Port {port} is asked for by both '{owners[port]}' and '{resource.Name}'.{advice}");
            if (!FreePorts.IsFree(port))
                throw new DistributedApplicationException($"Port {port}, which '{resource.Name}' listens on, is already in use.{advice}");
        }
    }
}
