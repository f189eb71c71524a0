using LeadScoring.Core.Feed;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Activity;

/// <summary>A change as the page shows it, compared by value: a row renders when it differs.</summary>
/// <param name="What">In words.</param>
/// <param name="Type">Of the event; null when none caused it, or several.</param>
/// <param name="Delay">How long after the event it was counted, in words; null: at once.</param>
public sealed record ActivityLine(
    long Number, string LeadId, LeadLabel? Lead, string What, string? Type, string? Delay, long Change, long Before, long After, DateTimeOffset At, bool IsDeleted)
{
    /// <summary>A shorter delay is that of a queue, and not worth a word.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public static ActivityLine Of(ActivityItem item, EventLabels labels, LeadLabel? lead)
    {
        var e = item.Entry;
        var isEvent = e.Kind == ChangeKinds.Score;
        return new(
            item.Number, e.LeadId, lead, WhatOf(e, labels), isEvent ? e.EventType : null, isEvent ? DelayOf(TimeSpan.FromMilliseconds(e.ProcessedAtMs - e.EarliestMs)) : null,
            e.Change, e.PreviousScore, e.Score, DateTimeOffset.FromUnixTimeMilliseconds(e.ProcessedAtMs), e.Kind == ChangeKinds.Deleted);
    }

    private static string WhatOf(FeedEntry e, EventLabels labels) => e.Kind switch
    {
        ChangeKinds.Score => e.EventType is not { } type ? "Several events" : e.EarliestMs < e.TimestampMs ? $"{labels[type]}, and earlier events" : labels[type],
        ChangeKinds.Rescored => "Scored again by other rules",
        ChangeKinds.Deleted => "Lead deleted",
        _ => e.Version <= 1 ? "Lead created" : "Lead changed",
    };

    private static string? DelayOf(TimeSpan delay)
    {
        if (delay < Late) return null;
        return delay.TotalHours < 1 ? $"late by {(int)delay.TotalMinutes} min" : delay.TotalDays < 1 ? $"late by {(int)delay.TotalHours} h" : $"late by {Numbers.Count((long)delay.TotalDays, "day")}";
    }
}
