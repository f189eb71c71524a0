using System.ComponentModel.DataAnnotations;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.ScoreStream;

/// <summary>Section <c>ScoreStream</c>: the server-sent events.</summary>
public sealed class ScoreStreamOptions
{
    public const string Section = "ScoreStream";

    /// <summary>Clients of one API process; one more gets a 503.</summary>
    [Range(1, 100_000)]
    public int MaxClients { get; set; } = 1_000;

    /// <summary>How long a stream is quiet before it sends a heartbeat, seconds.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>How long a client may receive nothing before it is disconnected, seconds. It can resume from the last id that it received.</summary>
    [Range(1, 300)]
    public int SlowClientSeconds { get; set; } = 10;
}

internal static class ScoreStreamRegistration
{
    private const int WindowMessages = 8_192;

    public static IServiceCollection AddScoreStream(this IServiceCollection services)
    {
        services.AddOptions<ScoreStreamOptions>().BindConfiguration(ScoreStreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(new MessageWindow(WindowMessages))
            .AddSingleton<MessageFormat>()
            .AddSingleton(services => new MessageStatuses(services.GetRequiredService<ILeadStore>().StatusesAsync))
            .AddSingleton<ScoreStreams>()
            .AddSingleton<StreamClients>()
            .AddHostedService<FeedFollower>();
    }
}
