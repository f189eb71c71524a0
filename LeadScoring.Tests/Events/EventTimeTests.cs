using System.Globalization;
using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Events;

/// <summary>Times as databases, languages, mail and people print them.</summary>
public sealed class EventTimeTests
{
    private const int Instants = 2_000;

    [Theory]
    [InlineData("2026-01-05 08:30:00+00")]
    [InlineData("2026-01-05 08:30:00 +0000")]
    [InlineData("2026-01-05 08:30:00 UTC")]
    [InlineData("2026-01-05 08:30:00 GMT")]
    [InlineData("2026-01-05 08:30:00 Z")]
    [InlineData("2026-01-05 09:30:00 UTC+1")]
    [InlineData("2026-01-05 09:30:00 GMT+01:00")]
    [InlineData("2026-01-05T08:30:00Z[UTC]")]
    [InlineData("2026-01-05T08:30:00[UTC]")]
    [InlineData("2026-01-05T09:30:00+01:00[Europe/Berlin]")]
    [InlineData("2026-01-05 09:30:00 +0100 CET")]
    [InlineData("2026-01-05 09:30:00 +0100 CET m=+0.100000001")]
    [InlineData("2026-01-05 12:00:00 +0330 +0330")]
    [InlineData("2026-01-05 08:30:00 +0000 UTC m=-3.5")]
    [InlineData("2026-01-05 08:30:00.0000000 +00:00")]
    [InlineData("20260105T083000Z")]
    [InlineData("20260105T0830")]
    [InlineData("2026-01-05T083000+0000")]
    [InlineData("20260105083000")]
    [InlineData("20260105083000Z")]
    [InlineData("20260105093000.0+0100")]
    [InlineData("20260105083000000")]
    [InlineData("Mon, 05 Jan 2026 08:30:00 GMT")]
    [InlineData("Mon, 5 Jan 2026 09:30:00 +0100")]
    [InlineData("Mon, 05 Jan 2026 09:30:00 +0100 (CET)")]
    [InlineData("Monday, 05-Jan-2026 08:30:00 GMT")]
    [InlineData("Mon Jan 05 2026 09:30:00 GMT+0100 (Central European Standard Time)")]
    [InlineData("Mon Jan  5 08:30:00 UTC 2026")]
    [InlineData("Mon Jan  5 08:30:00 AM UTC 2026")]
    [InlineData("Mon Jan  5 08:30:00 2026")]
    [InlineData("Mon Jan 05 08:30:00 +0000 2026")]
    [InlineData("05/Jan/2026:09:30:00 +0100")]
    [InlineData("05-Jan-2026 08:30")]
    [InlineData("5 Jan 2026 08:30:00")]
    [InlineData("5th January 2026, 08:30")]
    [InlineData("January 5, 2026 8:30 AM")]
    [InlineData("January 5, 2026 at 8:30\u202fAM")]
    [InlineData("JAN 5 2026  8:30AM")]
    [InlineData("2026/01/05 08:30")]
    [InlineData("2026-1-5 8:30")]
    [InlineData("2026-01-05 8:30 AM")]
    [InlineData("2026-01-05 08:30:00 am UTC")]
    [InlineData("05.01.2026 08:30:00")]
    [InlineData("5.1.2026, 8:30")]
    [InlineData("  2026-01-05 08:30:00  ")]
    [InlineData("1767601800")]
    [InlineData("1767601800.0")]
    [InlineData("1767601800000")]
    [InlineData("1767601800000000")]
    [InlineData("1767601800000000000")]
    [InlineData("1.7676018e9")]
    [InlineData("1.7676018E+12")]
    [InlineData("1.767601800E+9")]
    public void One_time_in_many_notations(string text)
    {
        Assert.True(EventTime.TryParse(text, out var ms), EventTime.Problem(text));
        Assert.Equal("2026-01-05T08:30:00.000Z", EventTime.Write(ms));
    }

    [Theory]
    [InlineData("2026-01-05 08:30:00.123456+02:00", "2026-01-05T06:30:00.123Z")]
    [InlineData("1767601800.9876", "2026-01-05T08:30:00.987Z")]
    [InlineData("20260105083000123", "2026-01-05T08:30:00.123Z")]
    [InlineData("2026-01-05 12:00 AM", "2026-01-05T00:00:00.000Z")]
    [InlineData("2026-01-05 12:05:06.7 PM +01:00", "2026-01-05T11:05:06.700Z")]
    [InlineData("Sept 30, 2026 11:59 pm", "2026-09-30T23:59:00.000Z")]
    [InlineData("29.2.2024", "2024-02-29T00:00:00.000Z")]
    [InlineData("20260105", "2026-01-05T00:00:00.000Z")]
    [InlineData("100000000", "1973-03-03T09:46:40.000Z")]
    public void Parts_of_a_time_are_read_exactly(string text, string expected)
    {
        Assert.True(EventTime.TryParse(text, out var ms), EventTime.Problem(text));
        Assert.Equal(expected, EventTime.Write(ms));
    }

    [Theory]
    [InlineData("1/5/2026", "day")]
    [InlineData("05/01/2026", "day")]
    [InlineData("31/12/2026 08:30", "day")]
    [InlineData("12-31-2026", "day")]
    [InlineData("1/5/26, 8:30:00 AM", "day")]
    [InlineData("2026-01-05 08:30:00 CET", "zone")]
    [InlineData("2026-01-05T08:30:00[Europe/Berlin]", "zone")]
    [InlineData("Mon Jan  5 08:30:00 CET 2026", "zone")]
    [InlineData("05-Jan-26 08:30", "four digits")]
    [InlineData("05.01.26", "four digits")]
    [InlineData("Tue, 05 Jan 2026 08:30:00 GMT", "day of the week")]
    [InlineData("0", "Unix")]
    [InlineData("46027.354", "Unix")]
    [InlineData("202601050830", "Unix")]
    [InlineData("99999999", "Unix")]
    [InlineData("999999999999999999999", "Unix")]
    [InlineData("1.7676E+12", "shortened")]
    [InlineData("1.76760E+12", "shortened")]
    [InlineData("1.7676E+09", "shortened")]
    [InlineData("1.767602e+12", "shortened")]
    [InlineData("1.76760E+18", "shortened")]
    [InlineData("1e9", "shortened")]
    public void What_looks_like_a_time_is_refused_with_its_reason(string text, string reason)
    {
        Assert.False(EventTime.TryParse(text, out _));
        Assert.Contains(reason, EventTime.Problem(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Mon")]
    [InlineData("Jan 5")]
    [InlineData("Jan 5 08:30")]
    [InlineData("5 January")]
    [InlineData("2026-01-05 24:00")]
    [InlineData("2026-01-05 8:60")]
    [InlineData("2026-01-05 08:30:60 UTC")]
    [InlineData("2026-01-05 13:30 PM")]
    [InlineData("2026-01-05 0:30 AM")]
    [InlineData("2026-01-05T08:30:00 01:00")]
    [InlineData("2026-01-05T00:00:00Z 0830")]
    [InlineData("2026-01-05 00:00:00 +0000 08.30")]
    [InlineData("2026-01-05 00:00:00 UTC .")]
    [InlineData("2026-01-05T00:00:00Z 830 m=+0.1")]
    [InlineData("2026-01-05 08:30:00 +0100 and more")]
    [InlineData("2026-01-05 08:30:00 +1500")]
    [InlineData("2026-01-05T08:30:00+01:00[Europe/Berlin")]
    [InlineData("2026-01-05T08:30:00+01:00[a][b]")]
    [InlineData("2026-13-05 08:30:00 UTC")]
    [InlineData("31.02.2026")]
    [InlineData("2026-01/05")]
    [InlineData("5 Janu 2026")]
    [InlineData("-1767601800")]
    [InlineData("1e999")]
    [InlineData("9999999999999999999999999999999999999999")]
    [InlineData("31 Dec 1969 23:59:59 UTC")]
    [InlineData("1 Jan 1970 00:00:00 +0100")]
    [InlineData("infinity")]
    [InlineData("٥ Jan 2026")]
    public void What_is_no_time_is_refused(string text)
    {
        Assert.False(EventTime.TryParse(text, out _));
        Assert.StartsWith("Must be an ISO 8601 time", EventTime.Problem(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(3_600_000)]
    public void Every_instant_reads_back_from_every_notation_as_exactly_as_the_notation_is(int unitMs)
    {
        var random = new Random(unitMs);
        for (var i = 0; i < Instants; i++)
        {
            var ms = random.NextInt64(1_000_000_000_000, 4_102_444_800_000);
            if (unitMs > 0) ms -= ms % unitMs;
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 4, 14 * 4 + 1) * 15);
            var time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            foreach (var (text, precisionMs) in Notations(time, time.ToOffset(offset)))
            {
                Assert.True(EventTime.TryParse(text, out var read), text);
                Assert.True(read == ms - ms % precisionMs, $"{text} was read as {EventTime.Write(read)}");
            }
        }
    }

    [Fact]
    public void Garbage_is_refused_or_is_a_time_of_the_calendar_but_never_fails()
    {
        var random = new Random(1);
        const string alphabet = "0123456789 :.-+/,TZ[]()aJn PM\u202fm=";
        string[] seeds = [.. Notations(new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero), new(2026, 1, 5, 9, 30, 0, TimeSpan.FromHours(1))).Select(n => n.Text)];
        for (var i = 0; i < 200_000; i++)
        {
            var text = seeds[i % seeds.Length].ToCharArray().ToList();
            for (var change = random.Next(1, 4); change > 0 && text.Count > 0; change--)
            {
                var at = random.Next(text.Count);
                if (random.Next(3) == 0) text.RemoveAt(at);
                else if (random.Next(2) == 0) text.Insert(at, alphabet[random.Next(alphabet.Length)]);
                else text[at] = alphabet[random.Next(alphabet.Length)];
            }

            var changed = string.Concat(text);
            if (EventTime.TryParseBound(changed, out var ms)) Assert.Equal(ms, Reread(ms));
            else Assert.NotEmpty(EventTime.Problem(changed));
        }
    }

    private static long Reread(long ms) => EventTime.TryParseBound(EventTime.Write(ms), out var read) ? read : throw new FormatException(EventTime.Write(ms));

    private static IEnumerable<(string Text, int PrecisionMs)> Notations(DateTimeOffset utc, DateTimeOffset local)
    {
        var ms = utc.ToUnixTimeMilliseconds();
        yield return (Invariant($"{ms / 1000}"), 1000);
        yield return (Invariant($"{ms / 1000}.{ms % 1000:000}"), 1);
        yield return (Invariant($"{ms}"), 1);
        yield return (Invariant($"{ms}123"), 1);
        yield return (Invariant($"{ms}123456"), 1);
        foreach (var format in new[]
        {
            "yyyy-MM-dd HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:ss.ffffff zzz", "yyyy-MM-dd HH:mm:ss.fffffff zzz", "yyyyMMdd'T'HHmmss.fffzzz", "dd.MM.yyyy HH:mm:ss,fff zzz",
            "yyyy/MM/dd h:mm:ss.fff tt zzz", "ddd, dd MMM yyyy HH:mm:ss.fff zzz", "d-MMM-yyyy H:mm:ss.fff zzz", "MMMM d, yyyy h:mm:ss.fff tt zzz", "yyyy-MM-dd HH:mm:ss.fff zzz 'CET m=+0.1'",
            "yyyy-MM-dd'T'HH:mm:ss.fffzzz'[Europe/Berlin]'", "ddd MMM dd yyyy HH:mm:ss.fff 'GMT'zzz '(Central European Standard Time)'", "ddd MMM d HH:mm:ss.fff zzz yyyy",
        }) yield return (local.ToString(format, CultureInfo.InvariantCulture), 1);
        foreach (var format in new[] { "R", "ddd MMM d HH:mm:ss 'UTC' yyyy", "ddd MMM d HH:mm:ss yyyy", "yyyyMMddHHmmss", "yyyy-MM-dd HH:mm:ss 'UTC'", "dd/MMM/yyyy:HH:mm:ss '+0000'" })
        {
            yield return (utc.ToString(format, CultureInfo.InvariantCulture), 1000);
        }

        foreach (var format in new[] { "yyyy-MM-dd h:mm tt", "d MMM yyyy HH:mm", "yyyyMMdd'T'HHmm" }) yield return (utc.ToString(format, CultureInfo.InvariantCulture), 60_000);
        foreach (var format in new[] { "yyyyMMdd", "MMMM d, yyyy", "d.M.yyyy", "yyyy/M/d" }) yield return (utc.ToString(format, CultureInfo.InvariantCulture), 86_400_000);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
