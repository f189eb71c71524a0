namespace LeadScoring.Web.Live;

/// <summary>How fresh this process's numbers are.</summary>
/// <param name="ReadAt">When the API last answered; null: not yet.</param>
/// <param name="Problem">Why it does not, for people; null when it does.</param>
public sealed record LiveState(ConnectionState State, DateTimeOffset? ReadAt, string? Problem)
{
    public static LiveState Starting { get; } = new(ConnectionState.Starting, null, null);
}
