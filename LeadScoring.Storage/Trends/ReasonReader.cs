using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Trends;

/// <summary>Why leads are worth a call, in words. Reads the index of each lead's newest events, and one whole event of each lead.</summary>
/// <param name="session">The snapshot.</param>
/// <param name="timelines">The rules that scores are at, and those of now, which name the types.</param>
/// <param name="fromMs">Older events are no reason any more, Unix ms.</param>
internal sealed class ReasonReader(IStoreSession session, TimelineCache timelines, long fromMs)
{
    private const string NoActivity = "No activity yet";
    private const int MaxFacts = 2;

    private readonly RuleTimeline _current = timelines.Current(session);

    public List<LeadReason> Read(IReadOnlyList<string> leadIds)
    {
        session.States.Expect(leadIds);
        var leads = new List<(string Id, List<TypeReason> Types, bool IsMore)>();
        foreach (var id in leadIds)
        {
            if (session.States.Find(id) is { } lead) leads.Add(Types(id, lead));
        }

        var details = session.Events.Contents([.. leads.SelectMany(lead => lead.Types.Take(1)).Where(IsRecent).Select(type => type.Newest.EventId)]);
        return [.. leads.Select(lead => Reason(lead.Id, lead.Types, lead.IsMore, details))];
    }

    /// <summary>The types of the latest events, the most telling first; without any, that of the newest event.</summary>
    /// <returns>IsMore: there are more events than are counted.</returns>
    private (string Id, List<TypeReason> Types, bool IsMore) Types(string id, LeadState lead)
    {
        var isQuiet = lead.Fold.Last.TimestampMs < fromMs;
        var newest = session.Events.TypesBefore(lead, lead.Fold.Last.Successor, isQuiet ? 1 : ITrendStore.MaxReasons + 1)
            .TakeWhile(e => isQuiet || e.Key.TimestampMs >= fromMs).ToList();
        if (newest.Count == 0) return (id, [], false);
        var isMore = newest.Count > ITrendStore.MaxReasons;
        if (isMore) newest.RemoveAt(ITrendStore.MaxReasons);
        var rules = timelines.At(session, lead.Revision);
        var tally = new ReasonTally(rules, isQuiet || newest.Count == lead.Fold.Events ? 0 : ScoreTree.ScoreBefore(lead.Fold, session.States.Blocks(lead, rules), newest[^1].Key));
        foreach (var (key, type) in Enumerable.Reverse(newest)) tally.Add(key, type);
        return (id, tally.Types(), isMore);
    }

    private bool IsRecent(TypeReason type) => type.Newest.TimestampMs >= fromMs;

    private LeadReason Reason(string leadId, List<TypeReason> types, bool isMore, Dictionary<string, EventContent?> details)
    {
        if (types is not [var first, .. var others]) return new(leadId, NoActivity, null, null);
        if (!IsRecent(first)) return new(leadId, Label(first, isMore: false), first.Newest.TimestampMs, null);
        var detail = EventDetail.Of(details.GetValueOrDefault(first.Newest.EventId)?.Metadata);
        var rest = string.Join(" · ", new[] { detail }.OfType<string>().Concat(others.Select(type => Label(type, isMore))).Take(MaxFacts));
        return new(leadId, Label(first, isMore), first.Newest.TimestampMs, rest.Length > 0 ? rest : null);
    }

    /// <summary>The newest version names the type, whether it is in effect yet or not.</summary>
    private string Label(TypeReason type, bool isMore)
    {
        var label = EventLabel.Of(type.EventType, _current.At(type.EventType, long.MaxValue)?.Description);
        return type.Events > 1 ? string.Create(CultureInfo.InvariantCulture, $"{label} {type.Events}{(isMore ? "+" : "")}×") : label;
    }
}
