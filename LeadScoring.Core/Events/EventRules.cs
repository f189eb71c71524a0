using System.Text.RegularExpressions;

namespace LeadScoring.Core.Events;

/// <summary>The shapes and limits of events, shared by every way in.</summary>
public static partial class EventRules
{
    public const int MaxMetadataBytes = 32 * 1024;

    public static readonly TimeSpan MaxFuture = TimeSpan.FromHours(24);

    public static bool IsEventId(string value) => EventId().IsMatch(value);

    public static bool IsEventType(string value) => EventType().IsMatch(value);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:~@+=-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventId();

    [GeneratedRegex(@"\A[a-z][a-z0-9_.:-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventType();
}
