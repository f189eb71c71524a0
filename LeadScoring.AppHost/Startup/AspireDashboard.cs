using System.Globalization;
using LeadScoring.AppHost.Services;

namespace LeadScoring.AppHost.Startup;

/// <summary>Where the Aspire dashboard listens: on loopback, without TLS, whether a launch profile was read or not.</summary>
internal static class AspireDashboard
{
    /// <summary>What Aspire calls it in the model.</summary>
    private const string ResourceName = "aspire-dashboard";

    private static readonly Dictionary<string, int> Ports = new()
    {
        ["ASPNETCORE_URLS"] = 15888, ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = 18889, ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = 18890,
    };

    /// <summary>Its usual ports, or others where another host has these; what is set stays. The console gets those log entries that call for an action.</summary>
    public static void UseLoopbackDashboard(this IDistributedApplicationBuilder builder)
    {
        builder.Services.AddLogging(log => log
            .AddFilter("Aspire.Hosting.Dcp", LogLevel.Warning).AddFilter("Aspire.Hosting.Dcp.DcpHost", LogLevel.Error).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)); // the resources' states show the same
        builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] ??= "true";

        // This process, which has locked the data folder, ends after its services.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        foreach (var (setting, port) in Ports)
        {
            var usual = Url(port);
            if ((builder.Configuration[setting] ?? usual) == usual) builder.Configuration[setting] = FixedPorts.IsFree(port) ? usual : Url(FixedPorts.AnyFree());
        }
    }

    /// <summary>With the token that signs in; null without a dashboard, as in tests.</summary>
    public static string? LoginUrl(DistributedApplicationModel model, IConfiguration configuration)
        => model.Resources.All(r => r.Name != ResourceName) || configuration["ASPNETCORE_URLS"]?.Split(';')[0] is not { } url ? null
            : configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{url}/login?t={token}" : url;

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
}
