namespace LeadScoring.Web.Events;

public sealed record SubmittedResult(long PreviousScore, long Score, long Change, bool Duplicate, bool Conflict, bool Late);
