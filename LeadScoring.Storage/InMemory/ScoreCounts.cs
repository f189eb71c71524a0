namespace LeadScoring.Storage.InMemory;

/// <summary>
/// How many leads have each score, and each range of 2^8, 2^16 and 2^24 scores, in memory. A rank adds up at most 255 counts per width
/// instead of counting leads.
/// </summary>
public sealed class ScoreCounts
{
    private const int Top = 24;
    private static readonly int[] Shifts = [0, 8, 16, Top];

    private readonly Dictionary<(int Shift, long Bucket), long> _counts = [];

    public void Add(long score) => Count(score, 1);

    public void Remove(long score) => Count(score, -1);

    /// <summary>1 + the number of leads with a higher score.</summary>
    public long Rank(long score)
    {
        var rank = 1L;
        foreach (var shift in Shifts[..^1])
        {
            for (var bucket = (score >> shift) + 1; bucket <= ((score >> shift) | 0xff); bucket++) rank += _counts.GetValueOrDefault((shift, bucket));
        }

        return rank + _counts.Where(c => c.Key.Shift == Top && c.Key.Bucket > score >> Top).Sum(c => c.Value);
    }

    private void Count(long score, long leads)
    {
        foreach (var shift in Shifts)
        {
            var key = (shift, score >> shift);
            var count = _counts.GetValueOrDefault(key) + leads;
            if (count == 0) _counts.Remove(key);
            else _counts[key] = count;
        }
    }
}
