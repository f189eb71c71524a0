using System.Runtime.InteropServices;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.InMemory;

/// <summary>Counts of all leads of the table, each by one pass over its arrays.</summary>
internal static class LeadCensus
{
    /// <summary>So few that a column of a chart for each can be touched on a phone.</summary>
    private const int MaxBins = 12;
    private static readonly LeadStatuses Open = (LeadStatuses)LeadStatus.New | LeadStatus.Contacted | LeadStatus.Qualified;
    private static readonly int Statuses = Enum.GetValues<LeadStatus>().Length;

    public static LeadOverview Overview(LeadTable table, long activeSinceMs)
    {
        var statuses = new long[Statuses];
        var (lowest, highest, active) = (long.MaxValue, long.MinValue, 0L);
        foreach (var (segment, i) in table.Leads())
        {
            var status = (LeadStatus)segment.Statuses[i];
            statuses[(int)status]++;
            if (!Open.Contains(status)) continue;
            lowest = Math.Min(lowest, segment.Scores[i]);
            highest = Math.Max(highest, segment.Scores[i]);
            if (segment.LastEvents[i] >= activeSinceMs) active++;
        }

        return new(statuses, lowest > highest ? [] : OpenScores(table, ScoreBins.Covering(lowest, highest, MaxBins)), active);
    }

    /// <summary>The companies with most leads that had an event since, by their names as they are searched; most first.</summary>
    public static List<CompanyCount> Companies(LeadTable table, long activeSinceMs, int most)
    {
        var all = new Dictionary<byte[], CompanyCount>(new ByteComparer());
        var byName = all.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var (segment, i) in table.Leads())
        {
            var company = segment.Company(i);
            if (company.IsEmpty) continue;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, company, out _);
            count ??= new();
            count.Add(segment.Numbers[i], segment.Scores[i], segment.LastEvents[i] >= activeSinceMs);
        }

        return [.. all.Values.Where(c => c.Active > 0).OrderByDescending(c => c.Active).ThenByDescending(c => c.HighestScore).ThenBy(c => c.Hottest).Take(most)];
    }

    /// <summary>Every lead that existed at a time, for a walk over all of them.</summary>
    public static List<CohortLead> CreatedBy(LeadTable table, long atMs)
    {
        var leads = new List<CohortLead>();
        foreach (var (segment, i) in table.Leads())
        {
            if (segment.Created[i] <= atMs) leads.Add(new(segment.Numbers[i], (LeadStatus)segment.Statuses[i], segment.Scores[i], segment.LastEvents[i]));
        }

        return leads;
    }

    public static bool IsOpen(LeadStatus status) => Open.Contains(status);

    private static ScoreRange[] OpenScores(LeadTable table, ScoreBins bins)
    {
        var leads = new long[bins.Count];
        foreach (var (segment, i) in table.Leads())
        {
            if (Open.Contains((LeadStatus)segment.Statuses[i])) leads[bins.IndexOf(segment.Scores[i])]++;
        }

        return [.. leads.Select((count, i) => new ScoreRange(bins.From(i), bins.To(i), count))];
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>One company, while its leads are counted.</summary>
internal sealed class CompanyCount
{
    public long Active { get; private set; }

    public long People { get; private set; }

    public long HighestScore { get; private set; } = long.MinValue;

    /// <summary>The number of the lead with the highest score, of equal ones the first.</summary>
    public long Hottest { get; private set; }

    public void Add(long number, long score, bool isActive)
    {
        People++;
        if (isActive) Active++;
        if (score < HighestScore || (score == HighestScore && number > Hottest)) return;
        (HighestScore, Hottest) = (score, number);
    }
}

/// <param name="Number">The lead.</param>
/// <param name="Status">Now.</param>
/// <param name="Score">Now.</param>
/// <param name="LastEventMs">Its newest event; the lowest number without one.</param>
internal readonly record struct CohortLead(long Number, LeadStatus Status, long Score, long LastEventMs);
