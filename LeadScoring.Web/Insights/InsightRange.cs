using System.Globalization;

namespace LeadScoring.Web.Insights;

/// <summary>The days that the page is about, as its address holds them: the last days up to today (<c>?days=7</c>), or a span (<c>?from=…&amp;to=…</c>).</summary>
/// <param name="From">The first day, in the user's time zone.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">Of a range up to today; null: a span.</param>
public sealed record InsightRange(DateOnly From, DateOnly To, int? Days)
{
    public const int DefaultDays = 30;

    /// <summary>More than the API takes.</summary>
    private const int MaxDays = 92;
    private const string Format = "yyyy-MM-dd";

    public static readonly IReadOnlyList<int> Choices = [7, DefaultDays, 90];

    public int Length => To.DayNumber - From.DayNumber + 1;

    /// <summary>In a sentence, after "in": <c>the last 30 days</c>, <c>1 Jan to 5 Jan 2026</c>.</summary>
    public string Words => Days is { } days ? $"the last {days} days" : Text;

    public string Url => Days is { } days ? UrlOf(days) : string.Create(CultureInfo.InvariantCulture, $"/insights?from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");

    private string Text => From == To
        ? From.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From:d MMM} to {To:d MMM yyyy}");

    public static string UrlOf(int days) => days == DefaultDays ? "/insights" : $"/insights?days={days}";

    /// <summary>What is not valid is ignored, so that every link shows something.</summary>
    public static InsightRange Parse(string? days, string? from, string? to, DateOnly today)
    {
        if (Day(from) is { } first && Day(to) is { } last && first <= last) return Span(first, last);
        var count = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Choices.Contains(number) ? number : DefaultDays;
        return new(today.AddDays(1 - count), today, count);
    }

    /// <summary>A longer span is shortened to its last days.</summary>
    public static InsightRange Span(DateOnly from, DateOnly to) => new(to.DayNumber - from.DayNumber < MaxDays ? from : to.AddDays(1 - MaxDays), to, null);

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day is { Year: > 1900 and < 9000 } ? day : null;
}
