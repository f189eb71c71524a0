namespace LeadScoring.LocalHosting.Logging;

internal interface IConsoleSink
{
    void Write(string resource, string line);
}
