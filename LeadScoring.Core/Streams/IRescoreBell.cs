namespace LeadScoring.Core.Streams;

/// <summary>Tells workers that a rescore job waits. A lost ring costs at most the workers' polling interval (5 s).</summary>
public interface IRescoreBell
{
    void Ring();
}
