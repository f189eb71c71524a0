using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Leads.LeadProfile;

/// <summary>A part of <see cref="ScoreSentence"/>.</summary>
/// <param name="EventType">The text is a link to the history of this type; null: it is not a link.</param>
/// <param name="At">Show how long ago this was, instead of the text.</param>
public sealed record SentencePart(string Text, string? EventType = null, DateTimeOffset? At = null);

/// <summary>Why a lead's score is what it is, in one sentence whose length is bounded.</summary>
public static class ScoreSentence
{
    private const int MaxRaising = 3;

    /// <param name="parts">What the score is made of.</param>
    /// <param name="labels">The names of the types.</param>
    /// <param name="bounds">The lowest and the highest score; null when not known yet.</param>
    public static IReadOnlyList<SentencePart> Of(ContributionsResponse parts, EventLabels labels, (long Min, long Max)? bounds)
    {
        if (parts.Events == 0) return NoActivity(labels, bounds);
        var raising = parts.Types.Where(t => t.Change > 0).ToList();
        var sentence = new List<SentencePart> { new(Numbers.Of(parts.Score)) };
        var limited = raising.FirstOrDefault(t => t.Change != t.Points);
        var reasons = raising.Take(MaxRaising).Select(t => Reason(t, labels, t == limited ? bounds : null)).ToList();
        if (Rest(parts, raising) is { } rest) reasons.Add([new(rest)]);
        sentence.AddRange(reasons.Count == 0 ? [new(": nothing so far has raised the score")] : [new(" because of "), .. Join(reasons)]);
        if (parts.Types.FirstOrDefault(t => t.Change < 0) is { } lowering) sentence.AddRange([new(", less "), .. Reason(lowering, labels, bounds)]);
        if (parts.Types.Where(t => t.Points != 0 || t.Change != 0).MaxBy(t => t.LastAt) is { } newest) sentence.AddRange([new(", most recently "), new(labels[newest.EventType], newest.EventType), new(" "), new("", At: newest.LastAt)]);
        return [.. sentence, new(".")];
    }

    private static List<SentencePart> NoActivity(EventLabels labels, (long Min, long Max)? bounds) => labels.Best is not { } best
        ? [new("No activity yet.")]
        : [new($"No activity yet. “{labels[best.EventType]}” would make it {Numbers.Of(Math.Min(best.Points, bounds?.Max ?? long.MaxValue))}.")];

    /// <summary>"Purchase made 4× (+355 of +400; the limit is 1,000)".</summary>
    /// <param name="bounds">Null: not to be named.</param>
    private static List<SentencePart> Reason(TypeContributionResponse type, EventLabels labels, (long Min, long Max)? bounds)
    {
        var limit = bounds is not { } known || type.Change == type.Points ? ""
            : type.Change < type.Points ? $"; the limit is {Numbers.Of(known.Max)}"
            : $"; the lowest score is {Numbers.Of(known.Min)}";
        return
        [
            new(labels[type.EventType] + (type.Events > 1 ? $" {Numbers.Of(type.Events)}×" : ""), type.EventType),
            new($" ({Numbers.WithSign(type.Change)}{(type.Change == type.Points ? "" : $" of {Numbers.WithSign(type.Points)}")}{limit})"),
        ];
    }

    private static string? Rest(ContributionsResponse parts, List<TypeContributionResponse> raising)
    {
        var others = raising.Skip(MaxRaising).ToList();
        var change = others.Sum(t => t.Change) + Math.Max(0, parts.Earlier.Change) + Math.Max(0, parts.Other?.Change ?? 0);
        return change == 0 ? null : $"{(parts.Earlier.Change > 0 ? "earlier events" : Numbers.Count(others.Count + (parts.Other?.Types ?? 0), "other type"))} ({Numbers.WithSign(change)})";
    }

    /// <summary>"a, b and c".</summary>
    private static IEnumerable<SentencePart> Join(List<List<SentencePart>> reasons)
    {
        for (var i = 0; i < reasons.Count; i++)
        {
            if (i > 0) yield return new(i == reasons.Count - 1 ? " and " : ", ");
            foreach (var part in reasons[i]) yield return part;
        }
    }
}
