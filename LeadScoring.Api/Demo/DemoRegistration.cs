namespace LeadScoring.Api.Demo;

internal static class DemoRegistration
{
    public const string Setting = "Demo:Seed";

    /// <summary>On request; at start only when asked for: <c>Demo:Seed</c> is <c>true</c>.</summary>
    public static void AddDemoData(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DemoSubmission>();
        builder.Services.AddSingleton<DemoLoading>();
        builder.Services.AddSingleton<DemoDesk>();
        builder.Services.AddHostedService<DemoStreamer>();
        if (!bool.TryParse(builder.Configuration[Setting], out var wanted) || !wanted) return;
        builder.Services.AddHostedService<DemoLoader>();
    }
}
