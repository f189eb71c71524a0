namespace LeadScoring.Api.Demo;

internal static class DemoRegistration
{
    public const string Setting = "Demo:Seed";

    /// <summary>Only when asked for: <c>Demo:Seed</c> is <c>true</c>.</summary>
    public static void AddDemoData(this WebApplicationBuilder builder)
    {
        if (!bool.TryParse(builder.Configuration[Setting], out var wanted) || !wanted) return;
        builder.Services.AddSingleton<DemoSubmission>();
        builder.Services.AddHostedService<DemoLoader>();
    }
}
