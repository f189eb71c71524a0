using System.Globalization;

namespace LeadScoring.Api.Events;

/// <summary>How long a client wants to wait for the result: <c>Prefer: wait=N</c> (RFC 7240), or the seed's <c>sync: true</c>.</summary>
internal static class PreferWait
{
    private const int MaxSeconds = 30;
    private const int SyncSeconds = 10;

    /// <summary>Seconds, 0 to 30; what is not understood is ignored, as the RFC asks.</summary>
    public static int Seconds(HttpRequest request, bool sync)
    {
        foreach (var header in request.Headers["Prefer"])
        {
            foreach (var preference in (header ?? "").Split(',', ';'))
            {
                if (Wait(preference.Trim()) is { } seconds) return Math.Min(seconds, MaxSeconds);
            }
        }

        return sync ? SyncSeconds : 0;
    }

    private static int? Wait(string preference)
    {
        var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
        return parts.Length == 2 && parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(parts[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
    }
}
