namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>What page.js saw: long tasks, jams and probes since the page had loaded, the counts since it was told to begin. Durations in milliseconds.</summary>
internal sealed record PageFigures
{
    /// <summary>Since the counts began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Times that rows changed, however many at once.</summary>
    public required int Updates { get; init; }

    /// <summary>Scores that changed in place.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows put elsewhere.</summary>
    public required int Moves { get; init; }

    public required int Frames { get; init; }

    public required double LongestFrame { get; init; }

    /// <summary>Frames that came more than 50 ms after the one before.</summary>
    public required int SlowFrames { get; init; }

    public required IReadOnlyList<SeenScore> Seen { get; init; }

    /// <summary>Tasks over 50 ms until the page had loaded.</summary>
    public required IReadOnlyList<double> FirstLoad { get; init; }

    /// <summary>Tasks over 50 ms since.</summary>
    public required IReadOnlyList<double> LongTasks { get; init; }

    public required IReadOnlyList<Jam> Jams { get; init; }
}
