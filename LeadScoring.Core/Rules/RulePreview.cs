namespace LeadScoring.Core.Rules;

/// <summary>What publishing a rule would do to the leads as they are now.</summary>
/// <param name="Leads">Leads that its rescore would visit.</param>
/// <param name="Changed">Leads whose score would change.</param>
/// <param name="TotalChange">The sum of all changes, points.</param>
/// <param name="Crossings">One per threshold asked for, ascending.</param>
/// <param name="Biggest">The largest changes first, up or down.</param>
/// <param name="Crossed">Leads that would cross at least one threshold.</param>
/// <param name="Distribution">All of these leads by score.</param>
public sealed record RulePreview(
    long Leads, long Changed, long TotalChange, IReadOnlyList<ThresholdCrossing> Crossings, IReadOnlyList<PreviewedLead> Biggest,
    long Crossed, IReadOnlyList<ScoreBin> Distribution);

public sealed record PreviewedLead(string LeadId, string Name, long PreviousScore, long Score)
{
    public long Change => Score - PreviousScore;
}

/// <param name="Threshold">A score.</param>
/// <param name="Up">Leads that would come from below it to it or above.</param>
/// <param name="Down">Leads that would fall below it.</param>
public sealed record ThresholdCrossing(long Threshold, long Up, long Down);

/// <summary>Adds up a preview lead by lead; keeps only the biggest changes.</summary>
public sealed class PreviewTally(IEnumerable<long> thresholds)
{
    public const int MaxBiggest = 10;

    private readonly long[] _thresholds = [.. thresholds.Distinct().Order()];
    private readonly PriorityQueue<(long Number, long Before, long After), (long Size, long Number)> _biggest = new();
    private readonly Dictionary<long, (long Up, long Down)> _crossings = [];
    private readonly ScoreDistribution _distribution = new();
    private long _leads;
    private long _changed;
    private long _total;
    private long _crossed;

    public void Add(long number, long before, long after)
    {
        _leads++;
        _distribution.Add(before, after);
        if (before == after) return;
        _changed++;
        _total += after - before;
        var crossed = false;
        foreach (var threshold in _thresholds) crossed |= Cross(threshold, before, after);
        if (crossed) _crossed++;

        // Of equal changes, the older lead leaves the queue last.
        _biggest.Enqueue((number, before, after), (Math.Abs(after - before), -number));
        if (_biggest.Count > MaxBiggest) _biggest.Dequeue();
    }

    /// <summary>The leads whose names <see cref="Sum"/> needs.</summary>
    public IEnumerable<long> BiggestNumbers => _biggest.UnorderedItems.Select(item => item.Element.Number);

    /// <param name="name">The id and name of a lead by its number; null when it was deleted meanwhile.</param>
    public RulePreview Sum(Func<long, (string Id, string Name)?> name)
    {
        var biggest = new List<PreviewedLead>();
        foreach (var (lead, _) in _biggest.UnorderedItems.OrderByDescending(item => item.Priority))
        {
            if (name(lead.Number) is var (id, text)) biggest.Add(new(id, text, lead.Before, lead.After));
        }

        return new(_leads, _changed, _total, [.. _thresholds.Select(Crossing)], biggest, _crossed, _distribution.Bins());
    }

    /// <returns>Whether it is crossed.</returns>
    private bool Cross(long threshold, long before, long after)
    {
        if (before < threshold == after < threshold) return false;
        var (up, down) = _crossings.GetValueOrDefault(threshold);
        _crossings[threshold] = after >= threshold ? (up + 1, down) : (up, down + 1);
        return true;
    }

    private ThresholdCrossing Crossing(long threshold)
    {
        var (up, down) = _crossings.GetValueOrDefault(threshold);
        return new(threshold, up, down);
    }
}
