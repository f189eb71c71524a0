using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.ScoreStream;

/// <summary>Section <c>ScoreStream</c>: the server-sent events.</summary>
public sealed class ScoreStreamOptions
{
    public const string Section = "ScoreStream";

    /// <summary>Clients of one API process; one more gets a 503.</summary>
    [Range(1, 100_000)]
    public int MaxClients { get; set; } = 1_000;

    /// <summary>How often a quiet stream says that it is alive.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>How long a client may take nothing before it is dropped; it resumes from the last id it saw.</summary>
    [Range(1, 300)]
    public int SlowClientSeconds { get; set; } = 10;
}
