namespace LeadScoring.Contracts.Leads;

/// <summary>How a lead's score went over time.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="From">Where it begins, inclusive.</param>
/// <param name="To">Where it ends, inclusive.</param>
/// <param name="StartScore">The score over the events before `from`.</param>
/// <param name="Exact">A point per event; otherwise a point for each of some buckets of equal width that holds events.</param>
/// <param name="Points">In the order of time.</param>
/// <param name="MinScore">No score goes below it.</param>
/// <param name="MaxScore">No score goes above it.</param>
public sealed record TrendResponse(
    string LeadId, DateTimeOffset From, DateTimeOffset To, long StartScore, bool Exact, IReadOnlyList<TrendPointResponse> Points,
    long MinScore, long MaxScore);

/// <summary>A point of a trend: one event, or those of a bucket.</summary>
/// <param name="At">When its last event happened.</param>
/// <param name="Score">The score after it.</param>
/// <param name="Events">How many events it stands for.</param>
/// <param name="Late">How many of them were committed after a later event of the lead.</param>
public sealed record TrendPointResponse(DateTimeOffset At, long Score, long Events, long Late);

/// <summary>Scores of several leads at the same equally spaced times.</summary>
/// <param name="From">The time of the first score.</param>
/// <param name="To">The time of the last score: now.</param>
/// <param name="Trends">The leads in the order asked for, without those that do not exist.</param>
public sealed record TrendListResponse(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LeadScoresResponse> Trends);

/// <summary>One lead's scores at equally spaced times.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Scores">The score over the events up to each time; the last is the current score.</param>
public sealed record LeadScoresResponse(string LeadId, IReadOnlyList<long> Scores);

/// <summary>What a lead's score is made of: the changes of the earlier events, of all types and of the other types sum to it.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Score">Its score.</param>
/// <param name="Events">All its events.</param>
/// <param name="Earlier">Those older than its newest 10,000, in one sum.</param>
/// <param name="Types">The newest 10,000 by type: the largest change first, whatever its sign, then by name.</param>
/// <param name="Other">Those of further types, in one sum; null when there are none.</param>
public sealed record ContributionsResponse(
    string LeadId, long Score, long Events, EarlierEventsResponse Earlier, IReadOnlyList<TypeContributionResponse> Types, OtherTypesResponse? Other);

/// <summary>What the events of one type did to a lead's score.</summary>
/// <param name="EventType">The type.</param>
/// <param name="Events">How many events of the type there are.</param>
/// <param name="Unscored">How many of them no active rule applied to.</param>
/// <param name="Change">The sum of what they changed, after the clamps to the bounds.</param>
/// <param name="Points">The sum of their points, before the clamps: what they would have changed without bounds.</param>
/// <param name="LastAt">When the newest of them happened.</param>
public sealed record TypeContributionResponse(string EventType, long Events, long Unscored, long Change, long Points, DateTimeOffset LastAt);

/// <summary>Events that are not told apart by type.</summary>
/// <param name="Events">How many there are.</param>
/// <param name="Change">What they came to: the score after the last of them.</param>
public sealed record EarlierEventsResponse(long Events, long Change);

/// <summary>Types that were not asked for one by one.</summary>
/// <param name="Types">How many types.</param>
/// <param name="Events">How many events they have.</param>
/// <param name="Unscored">How many of them no active rule applied to.</param>
/// <param name="Change">The sum of what they changed.</param>
public sealed record OtherTypesResponse(int Types, long Events, long Unscored, long Change);
