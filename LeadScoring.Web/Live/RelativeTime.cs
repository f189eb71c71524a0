using System.Globalization;

namespace LeadScoring.Web.Live;

/// <summary>"12 s ago", and the exact time for whoever asks.</summary>
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
}
