namespace LeadScoring.Core.Rules;

public sealed record PreviewedLead(string LeadId, string Name, long PreviousScore, long Score)
{
    public long Change => Score - PreviousScore;
}
