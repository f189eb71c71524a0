using System.Globalization;
using LeadScoring.Core.Events;

namespace LeadScoring.Benchmarks.Store;

/// <summary>Reproducible events for a set of leads.</summary>
/// <param name="leads">Their leads.</param>
/// <param name="sequentialIds">EventIds in ascending order instead of random ones.</param>
/// <param name="stepMs">Time between two events.</param>
internal sealed class EventSource(IReadOnlyList<string> leads, bool sequentialIds, long stepMs)
{
    public const long Begin = 1_700_000_000_000;
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "unsubscribe"];

    private readonly Random _random = new(1);
    private long _count;
    private long _clock = Begin;

    /// <summary>The time of the newest event, Unix ms.</summary>
    public long ClockMs => _clock;

    /// <summary>Events in order of time.</summary>
    public IncomingEvent[] InOrder(int count) => Make(count, () => _clock += stepMs);

    /// <summary>Events anywhere within the history so far.</summary>
    public IncomingEvent[] Late(int count) => Make(count, () => Begin + _random.NextInt64(_clock - Begin));

    public IncomingEvent[] InOrder(int count, string lead) => Make(count, () => _clock += stepMs, lead);

    public IncomingEvent[] Late(int count, string lead) => Make(count, () => Begin + _random.NextInt64(_clock - Begin), lead);

    private IncomingEvent[] Make(int count, Func<long> time, string? lead = null)
    {
        var events = new IncomingEvent[count];
        for (var i = 0; i < count; i++)
        {
            var at = time();
            events[i] = new()
            {
                EventId = NextId(),
                EventType = Types[_random.Next(Types.Length)],
                LeadId = lead ?? leads[_random.Next(leads.Count)],
                TimestampMs = at,
                ReceivedAtMs = at,
                Submission = _random.NextInt64(),
                Metadata = """{"campaign":"autumn","page":"/pricing"}""",
            };
        }

        return events;
    }

    private string NextId()
    {
        _count++;
        if (sequentialIds) return _count.ToString("x32", CultureInfo.InvariantCulture);
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString("D");
    }
}
