using System.Text.Json;

namespace LeadScoring.Web.Leads;

/// <summary>How a lead is reached: links for mail programs and telephones.</summary>
public static class LeadContact
{
    private const int FewestDigits = 5;
    private static readonly string[] PhoneNames = ["phone", "mobile", "tel", "telephone", "phonenumber", "mobilephone", "cell"];

    /// <summary>Every character but the @ escaped: an address may hold ? and &amp;, which would begin the fields of the mail.</summary>
    public static string MailLink(string email) => "mailto:" + Uri.EscapeDataString(email).Replace("%40", "@", StringComparison.Ordinal);

    /// <param name="metadata">The lead's, a JSON object; null for none.</param>
    /// <returns>The first telephone number among its members, as written and as a link; null when there is none.</returns>
    public static (string Text, string Link)? Phone(string? metadata)
    {
        if (metadata is null) return null;
        using var document = JsonDocument.Parse(metadata);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!PhoneNames.Contains(Plain(member.Name)) || member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
            var text = member.Value.ToString().Trim();
            var digits = string.Concat(text.Where(char.IsAsciiDigit));
            if (digits.Length >= FewestDigits) return (text, $"tel:{(text.StartsWith('+') ? "+" : "")}{digits}");
        }

        return null;
    }

#pragma warning disable CA1308 // Compared with names in lower case
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
#pragma warning restore CA1308
}
