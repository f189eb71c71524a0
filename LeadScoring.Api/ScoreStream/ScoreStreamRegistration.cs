namespace LeadScoring.Api.ScoreStream;

internal static class ScoreStreamRegistration
{
    private const int WindowMessages = 8_192;

    public static IServiceCollection AddScoreStream(this IServiceCollection services)
    {
        services.AddOptions<ScoreStreamOptions>().BindConfiguration(ScoreStreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(new MessageWindow(WindowMessages))
            .AddSingleton<MessageFormat>()
            .AddSingleton<StreamClients>()
            .AddHostedService<FeedFollower>();
    }
}
