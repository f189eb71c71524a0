namespace LeadScoring.Web.Live;

/// <summary>Whether the user has paused this circuit's page; one per circuit.</summary>
public sealed class PauseState
{
    /// <summary>Null: not paused.</summary>
    public DateTimeOffset? Since { get; private set; }

    public event Action? Changed;

    public void Set(DateTimeOffset? since)
    {
        if (Since == since) return;
        Since = since;
        Changed?.Invoke();
    }
}
