using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace LeadScoring.Api.Insights;

/// <summary>Which days, and in which time zone.</summary>
public sealed record ActivityQuery : IValidatableObject
{
    private const int DefaultDays = 30;
    private const int MaxDays = 92;
    private const string Format = "yyyy-MM-dd";

    /// <summary>The first day; by default so that there are 30. For example `2026-01-01`.</summary>
    public string? From { get; init; }

    /// <summary>The last day, at most 92 days from the first one on; by default today, or the last one possible. For example `2026-01-31`.</summary>
    public string? To { get; init; }

    /// <summary>An IANA time zone; by default UTC. For example `Europe/Berlin`.</summary>
    public string? TimeZone { get; init; }

    public TimeZoneInfo Zone() => TryZone(out var zone) ? zone : TimeZoneInfo.Utc;

    public (DateOnly From, DateOnly To) Days(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone()).DateTime);
        if (Parse(From) is not { } from) return Parse(To) is { } last ? (last.AddDays(1 - DefaultDays), last) : (today.AddDays(1 - DefaultDays), today);
        if (Parse(To) is { } to) return (from, to);
        var most = from.AddDays(MaxDays - 1);
        return (from, today < from || today > most ? most : today);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TryZone(out _)) yield return new("Must be an IANA time zone that this machine knows, such as Europe/Berlin.", ["timeZone"]);
        var (from, to) = (Parse(From), Parse(To));
        if (!string.IsNullOrEmpty(From) && from is null) yield return new("Must be a day such as 2026-01-31.", ["from"]);
        if (!string.IsNullOrEmpty(To) && to is null) yield return new("Must be a day such as 2026-01-31.", ["to"]);
        if (from > to) yield return new("Must not be before from.", ["to"]);
        if (to?.DayNumber - from?.DayNumber >= MaxDays) yield return new($"Must be at most {MaxDays} days from from on.", ["to"]);
    }

    private bool TryZone(out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (string.IsNullOrEmpty(TimeZone)) return true;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var found)) return false;
        zone = found;
        return true;
    }

    private static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day is { Year: > 1 and < 9999 } ? day : null;
}
