namespace LeadScoring.Web.Live;

/// <summary>How fresh the numbers on screen are.</summary>
public enum ConnectionState
{
    /// <summary>Nothing was read yet.</summary>
    Starting,

    /// <summary>Changes arrive as they happen.</summary>
    Live,

    /// <summary>The change feed is away; numbers are read again every few seconds.</summary>
    Reconnecting,

    /// <summary>The API does not answer: the numbers are the last ones known.</summary>
    Stale,
}
