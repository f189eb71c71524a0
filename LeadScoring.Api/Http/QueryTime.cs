using System.Diagnostics.CodeAnalysis;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Http;

/// <summary>An ISO 8601 time of a query; also one before 1970, and in the basic format.</summary>
/// <param name="UnixMs">Negative before 1970.</param>
public readonly record struct QueryTime(long UnixMs) : IParsable<QueryTime>
{
    public static QueryTime Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var time) ? time : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QueryTime result)
    {
        var isTime = EventTime.TryParseBound(s, out var unixMs);
        result = new(unixMs);
        return isTime;
    }
}
