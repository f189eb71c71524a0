using System.Globalization;

namespace LeadScoring.Web.Frame;

/// <summary>"12 s ago", and the exact time for whoever asks. The browser keeps it true with the same words (times.js).</summary>
public static class RelativeTime
{
    public static string Text(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } time) return "no activity yet";
        var age = now - time;
        return age.TotalSeconds switch
        {
            < -60 => "in the future",
            < 5 => "just now",
            < 60 => $"{(int)age.TotalSeconds} s ago",
            < 3600 => $"{(int)age.TotalMinutes} min ago",
            < 86_400 => $"{(int)age.TotalHours} h ago",
            _ => $"{(int)age.TotalDays} d ago",
        };
    }

    public static string Exact(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>For a machine: the attribute datetime of a time element.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
