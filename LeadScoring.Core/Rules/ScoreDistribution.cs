using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Rules;

/// <param name="From">Scores from it on.</param>
/// <param name="To">Scores below it.</param>
/// <param name="Before">Leads whose score is in it now.</param>
/// <param name="After">Leads whose score would be.</param>
public sealed record ScoreBin(long From, long To, long Before, long After);

/// <summary>
/// Counts two scores per lead in bins whose bounds are round numbers. Which ones is known only at the end, so it counts in finer ones, of 1, 10, 100 …, which
/// become coarser as scores turn out to be further apart: there are never many, however many leads there are.
/// </summary>
public sealed class ScoreDistribution
{
    public const int MaxBins = 24;

    /// <summary>So many that the bins of the answer, which are 1, 2, 5 or 10 times as wide, are never fewer than 10 where scores differ enough.</summary>
    private const int MaxFine = 256;

    private readonly Dictionary<long, (long Before, long After)> _fine = [];
    private long _width = 1;
    private (long Low, long High)? _range;

    public void Add(long before, long after)
    {
        Count(before, 1, 0);
        Count(after, 0, 1);
    }

    /// <summary>Ascending and without gaps, from the lowest score to the highest; none without leads.</summary>
    public IReadOnlyList<ScoreBin> Bins()
    {
        if (_range is not var (low, high)) return [];
        var shape = ScoreBins.Covering(low, high, MaxBins);
        var bins = new (long Before, long After)[shape.Count];
        foreach (var (index, (before, after)) in _fine)
        {
            ref var bin = ref bins[shape.IndexOf(index)];
            bin = (bin.Before + before, bin.After + after);
        }

        return [.. bins.Select((bin, i) => new ScoreBin(shape.From(i) * _width, shape.From(i + 1) * _width, bin.Before, bin.After))];
    }

    private void Count(long score, long before, long after)
    {
        var index = ScoreBins.Floor(score, _width);
        var (low, high) = _range is var (l, h) ? (Math.Min(l, index), Math.Max(h, index)) : (index, index);
        while (high - low >= MaxFine)
        {
            Coarsen();
            (index, low, high) = (ScoreBins.Floor(index, 10), ScoreBins.Floor(low, 10), ScoreBins.Floor(high, 10));
        }

        _range = (low, high);
        var (wasBefore, wasAfter) = _fine.GetValueOrDefault(index);
        _fine[index] = (wasBefore + before, wasAfter + after);
    }

    private void Coarsen()
    {
        _width *= 10;
        var finer = _fine.ToList();
        _fine.Clear();
        foreach (var (index, (before, after)) in finer)
        {
            var coarse = ScoreBins.Floor(index, 10);
            var (wasBefore, wasAfter) = _fine.GetValueOrDefault(coarse);
            _fine[coarse] = (wasBefore + before, wasAfter + after);
        }
    }
}
