namespace LeadScoring.Web.Live;

/// <summary>How fresh the numbers on screen are.</summary>
public enum ConnectionState
{
    /// <summary>Nothing was read yet.</summary>
    Starting,

    /// <summary>Changes arrive as they happen.</summary>
    Live,

    /// <summary>The change feed is unavailable; numbers are read again every second.</summary>
    Reconnecting,

    /// <summary>The API has not answered for a second: the numbers may be behind.</summary>
    Slow,

    /// <summary>The API does not answer: the numbers are the last ones known.</summary>
    Stale,
}

/// <summary>How fresh this process's numbers are.</summary>
/// <param name="ReadAt">When the API last answered; null: not yet.</param>
/// <param name="Problem">Why it does not answer, in words for users; null when it does.</param>
public sealed record LiveState(ConnectionState State, DateTimeOffset? ReadAt, string? Problem)
{
    public static LiveState Starting { get; } = new(ConnectionState.Starting, null, null);
}
