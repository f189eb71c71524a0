using System.Globalization;
using System.Text.Json;
using LeadScoring.Core.Texts;

namespace LeadScoring.Core.Events;

/// <summary>What an event was about, in a few words: the page that was visited, the campaign of a mail, what was bought.</summary>
public static class EventDetail
{
    private const int MaxLength = 80;

    /// <summary>Names of members that tell most, the most telling ones first, in lower case without - _ and spaces.</summary>
    private static readonly string[] Telling =
    [
        "note", "text", "message", "comment", "subject", "form", "formname", "product", "plan", "item", "sku", "campaign", "campaignname", "utmcampaign",
        "url", "page", "pageurl", "path", "pagepath", "title", "topic", "webinar", "asset", "file", "video", "reason", "name", "link", "source", "channel",
    ];

    private static readonly string[] Amounts = ["amount", "value", "revenue", "price", "total"];
    private static readonly string[] Seconds = ["seconds", "durationseconds", "timeonpage", "duration", "secondsonpage"];

    /// <param name="metadata">A JSON object; null for none.</param>
    /// <returns>Such as <c>/pricing · 63 s</c>, at most 80 characters on one line; null when nothing of it is telling.</returns>
    public static string? Of(string? metadata)
    {
        if (metadata is null) return null;
        using var document = JsonDocument.Parse(metadata);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) members.TryAdd(Plain(member.Name), member.Value);
        }

        var about = First(members, Telling) is { } told ? Short(told.ToString()) : null;
        var amount = First(members, Amounts) is { } paid ? Amount(paid, members.TryGetValue("currency", out var c) ? c.ToString() : null) : null;
        var time = First(members, Seconds) is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetDouble(out var s) && s is > 0 and < 86_400
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(s)} s") : null;
        var all = string.Join(" · ", new[] { about, amount, about is null ? null : time }.Where(part => !string.IsNullOrEmpty(part)));
        return all.Length == 0 ? null : Cut(all);
    }

    private static JsonElement? First(Dictionary<string, JsonElement> members, string[] names) =>
        names.Where(members.ContainsKey).Select(n => (JsonElement?)members[n]).FirstOrDefault(e => !VisibleText.IsBlank(e!.Value.ToString()));

#pragma warning disable CA1308 // Compared with names in lower case
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>Of an address only the path, or the host when there is none; of a text the first line.</summary>
    private static string Short(string text)
    {
        var line = VisibleText.Trim(text.AsSpan().TrimStart().ToString().Split('\n', '\r')[0]);
        if (line.StartsWith('/')) return line.Split('?', '#')[0];
        if (!Uri.TryCreate(line, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return line;
        return uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath) : uri.Host;
    }

    private static string Amount(JsonElement amount, string? currency)
    {
        var number = amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out var n) ? n.ToString("#,0.##", CultureInfo.InvariantCulture) : amount.ToString();
        return VisibleText.Trim($"{number} {currency}");
    }

    /// <summary>Never in the middle of a character that takes two.</summary>
    private static string Cut(string text)
    {
        if (text.Length <= MaxLength) return text;
        var length = MaxLength - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }
}
