using LeadScoring.Core.Queue;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Queue.Failed;

/// <summary>Causes of failed events in words, and what can be done about each.</summary>
public static class CauseTexts
{
    public static string Title(string cause) => cause switch
    {
        DeadLetterCause.UnknownLead => "Lead does not exist",
        DeadLetterCause.LeadDeleted => "Lead was deleted",
        DeadLetterCause.Unreadable => "Event can't be read",
        DeadLetterCause.TooManyDeliveries => "Never finished",
        DeadLetterCause.Other => "Other reasons",
        _ => $"Error while scoring: {Error(cause)}",
    };

    /// <summary>Of a reason, as a part of a sentence: "lead does not exist".</summary>
    public static string InSentence(string reason) => Title(DeadLetterCause.Of(reason)) is var title && DeadLetterCause.Of(reason) == DeadLetterCause.Other ? reason : $"{char.ToLowerInvariant(title[0])}{title[1..]}";

    /// <summary>One or two sentences.</summary>
    public static string Advice(string cause) => cause switch
    {
        DeadLetterCause.UnknownLead => "If the lead was created since, retry. If not, create it, send its events again with its id, and discard these.",
        DeadLetterCause.LeadDeleted => "Nobody needs these any more: a retry would fail again. Discard them.",
        DeadLetterCause.Unreadable => "Whatever wrote these into the queue isn't this product, or another version of it. Keep a copy of the payload, then discard.",
        DeadLetterCause.TooManyDeliveries => "A worker ended each time while it had these. Look at the workers' logs before you retry.",
        DeadLetterCause.Other => "Open the events to read why. Retry when the reason is gone.",
        _ => "Five attempts failed. If the error was passing, such as a full disk, retry; if they fail again, the log of the worker has the details.",
    };

    /// <summary>Whether a retry can succeed.</summary>
    public static bool CanRetry(string cause) => cause is not (DeadLetterCause.LeadDeleted or DeadLetterCause.Unreadable);

    /// <summary>What is asked before dead letters are discarded.</summary>
    public static string DiscardQuestion(long count) =>
        $"Discard {Numbers.Count(count, "event")} for good? {(count == 1 ? "It counts" : "They count")} 0 points and can't be brought back.";

    private static string Error(string cause) => cause.StartsWith(DeadLetterCause.ErrorPrefix, StringComparison.Ordinal) ? cause[DeadLetterCause.ErrorPrefix.Length..] : cause;
}
