using LeadScoring.Contracts.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Leads.LeadProfile.History;

/// <summary>A day of a history, newest group first.</summary>
/// <param name="At">A moment of the day.</param>
public sealed record HistoryDay(DateTimeOffset At, IReadOnlyList<HistoryGroup> Groups)
{
    public long Change => Groups.Sum(g => g.Change);
}

/// <summary>Events of one type and day with none of another type between them, newest first.</summary>
/// <param name="IsCut">There may be more of them, which are not loaded.</param>
public sealed record HistoryGroup(IReadOnlyList<LedgerRowResponse> Lines, bool IsCut)
{
    /// <summary>The oldest event's: it stays when newer ones join the group.</summary>
    public string Key => Lines[^1].EventId;

    public string EventType => Lines[0].EventType;

    public long Change => Lines.Sum(l => l.Change);
}

/// <summary>Makes a history that can be read at a glance from the lines of a ledger.</summary>
public static class HistoryGroups
{
    /// <param name="newestFirst">Lines of the ledger.</param>
    /// <param name="time">Whose days.</param>
    /// <param name="hasMore">Older lines are not loaded.</param>
    public static IReadOnlyList<HistoryDay> Of(IReadOnlyList<LedgerRowResponse> newestFirst, BrowserTime time, bool hasMore)
    {
        var days = new List<HistoryDay>();
        foreach (var day in Runs(newestFirst, (a, b) => time.Local(a.Timestamp).Date == time.Local(b.Timestamp).Date))
        {
            // What people logged is written to be read: each stays a line of its own.
            var groups = Runs(day, (a, b) => a.EventType == b.EventType && !LoggedActivity.Descriptions.ContainsKey(a.EventType));
            days.Add(new(day[0].Timestamp, [.. groups.Select(g => new HistoryGroup(g, hasMore && g.Count > 1 && ReferenceEquals(g[^1], newestFirst[^1])))]));
        }

        return days;
    }

    private static List<List<LedgerRowResponse>> Runs(IReadOnlyList<LedgerRowResponse> lines, Func<LedgerRowResponse, LedgerRowResponse, bool> together)
    {
        var runs = new List<List<LedgerRowResponse>>();
        foreach (var line in lines)
        {
            if (runs.Count > 0 && together(runs[^1][^1], line)) runs[^1].Add(line);
            else runs.Add([line]);
        }

        return runs;
    }
}

/// <summary>Why a line counts less than its points, in words.</summary>
public static class LineNotes
{
    /// <returns>Null: the line counts in full.</returns>
    public static string? Of(IReadOnlyList<LedgerRowResponse> lines)
    {
        if (HasNoRule(lines)) return "No rule yet · 0 points";
        if (lines.All(l => l.Unscored)) return "Rule was off · 0 points";
        var (points, change) = (lines.Sum(l => (long)l.Points), lines.Sum(l => l.Change));
        if (points == change) return null;
        var bound = lines.First(l => l.Change != l.Points).Score;
        var limit = points > change ? $"the score is at its limit of {Numbers.Of(bound)}" : $"the score is at its lowest, {Numbers.Of(bound)}";
        return change == 0 ? $"{Numbers.WithSign(points)} not counted: {limit}" : $"{Numbers.WithSign(change)} of {Numbers.WithSign(points)}: {limit}";
    }

    public static bool HasNoRule(IReadOnlyList<LedgerRowResponse> lines) => lines.All(l => l.RuleVersion is null);
}
