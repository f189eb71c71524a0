namespace LeadScoring.Web.Components.Frame;

internal sealed record SearchHit(string Title, string Detail, string End, string Href);
