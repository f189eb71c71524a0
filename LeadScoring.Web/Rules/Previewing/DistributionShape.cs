using System.Globalization;
using System.Text;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Web.Rules.Previewing;

/// <summary>The bins of a preview as shapes in a square of 1000: scores from left to right, leads from the bottom up.</summary>
public sealed class DistributionShape
{
    private const int Size = 1000;
    private const int MaxLabels = 5;
    private readonly IReadOnlyList<ScoreBinResponse> _bins;

    /// <param name="bins">At least one.</param>
    /// <param name="withDraft">False: only today's scores count for the height.</param>
    public DistributionShape(IReadOnlyList<ScoreBinResponse> bins, bool withDraft)
    {
        _bins = bins;
        Highest = Math.Max(1, bins.Max(b => withDraft ? Math.Max(b.Before, b.After) : b.Before));
    }

    /// <summary>The most leads in a bin.</summary>
    public long Highest { get; }

    private long Low => _bins[0].From;

    /// <summary>Where the last bin ends: the first score above it.</summary>
    private long High => _bins[^1].To + 1;

    /// <summary>Today's scores, as steps.</summary>
    public string Outline() => Steps(b => b.Before);

    /// <summary>The draft's, as an area.</summary>
    public string Area() => Steps(b => b.After) + "Z";

    /// <summary>From 0 to 100; null: the score is not on the axis.</summary>
    public double? Position(long score) => score < Low || score > High ? null : 100.0 * (score - Low) / (High - Low);

    /// <summary>Round scores with their positions.</summary>
    public IEnumerable<(double Position, long Score)> Labels()
    {
        var every = (_bins.Count + MaxLabels - 1) / MaxLabels;
        for (var i = 0; i <= _bins.Count; i += every) yield return (100.0 * i / _bins.Count, i < _bins.Count ? _bins[i].From : High);
    }

    private string Steps(Func<ScoreBinResponse, long> leads)
    {
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M0 {Size}"));
        for (var i = 0; i < _bins.Count; i++)
        {
            var y = Size - Size * (double)leads(_bins[i]) / Highest;
            path.Append(CultureInfo.InvariantCulture, $"V{y:0.#}H{Size * (double)(i + 1) / _bins.Count:0.#}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"V{Size}").ToString();
    }
}
