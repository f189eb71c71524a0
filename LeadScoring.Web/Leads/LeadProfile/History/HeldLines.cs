using LeadScoring.Contracts.Events;

namespace LeadScoring.Web.Leads.LeadProfile.History;

/// <summary>
/// The lines of a live history. Those on screen change in place; one that arrives waits until it is asked for, so that nothing moves
/// away from under the pointer or the eye.
/// </summary>
public sealed class HeldLines
{
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private IReadOnlyList<LedgerRowResponse> _all = [];

    /// <summary>What is on screen, newest first.</summary>
    public IReadOnlyList<LedgerRowResponse> Lines { get; private set; } = [];

    /// <summary>What arrived since, newest first.</summary>
    public IReadOnlyList<LedgerRowResponse> Waiting { get; private set; } = [];

    /// <summary>Another list is shown: everything of it at once.</summary>
    public void Reset()
    {
        _shown.Clear();
        (_all, Lines, Waiting) = ([], [], []);
    }

    /// <summary>An event that the user made appears without being asked for.</summary>
    public void Expect(string eventId) => _shown.Add(eventId);

    /// <param name="newestFirst">The lines as they are now.</param>
    public void Take(IReadOnlyList<LedgerRowResponse> newestFirst)
    {
        _all = newestFirst;
        var oldest = Lines.Count == 0 ? -1 : Index(newestFirst, Lines[^1].EventId);
        for (var i = oldest + 1; i < newestFirst.Count; i++) _shown.Add(newestFirst[i].EventId); // older lines were asked for
        Divide();
    }

    public void ShowWaiting()
    {
        foreach (var line in _all) _shown.Add(line.EventId);
        Divide();
    }

    private static int Index(IReadOnlyList<LedgerRowResponse> lines, string eventId)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (lines[i].EventId == eventId) return i;
        }

        return lines.Count - 1; // no longer on the page: newer lines have pushed it off
    }

    private void Divide() => (Lines, Waiting) = ([.. _all.Where(l => _shown.Contains(l.EventId))], [.. _all.Where(l => !_shown.Contains(l.EventId))]);
}
