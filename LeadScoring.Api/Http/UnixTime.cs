namespace LeadScoring.Api.Http;

internal static class UnixTime
{
    public static DateTimeOffset ToTime(this long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    public static DateTimeOffset? ToTime(this long? unixMs) => unixMs is { } ms ? ms.ToTime() : null;
}
