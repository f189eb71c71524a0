using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>A dead letter's name outside: <c>live.3.1700000000000-0</c>.</summary>
internal sealed partial record DeadLetterId(Lane Lane, int Partition, string EntryId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StreamKeys.Name(Lane)}.{Partition}.{EntryId}");

    public static DeadLetterId? Parse(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            ? new(match.Groups[1].Value == "live" ? Lane.Live : Lane.Bulk,
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value)
            : null;
    }

    [GeneratedRegex(@"\A(live|bulk)\.([0-9]{1,3})\.([0-9]{1,19}-[0-9]{1,19})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
