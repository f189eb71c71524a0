namespace LeadScoring.LocalHosting;

internal interface ILocalBuilder
{
    LocalSettings Local { get; }
}
