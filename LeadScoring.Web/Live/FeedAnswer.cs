namespace LeadScoring.Web.Live;

public enum FeedAnswer
{
    Quiet,
    Changed,
    Away,
}
