using System.Text.RegularExpressions;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>Guesses which values should not be read over somebody's shoulder. One too many costs a click.</summary>
internal static partial class Secrets
{
    public static bool IsSecret(string name, string value) => Names().IsMatch(name) || Values().IsMatch(value);

    /// <summary>Arguments such as <c>--password=x</c> and <c>--token x</c> without what they give away.</summary>
    public static IEnumerable<string> Redact(IReadOnlyList<string> arguments)
        => arguments.Select((a, i) => Values().IsMatch(a) ? "••••••"
            : i > 0 && arguments[i - 1] is ['-', ..] option && !option.Contains('=', StringComparison.Ordinal) && Names().IsMatch(option) ? "••••••"
            : a);

    [GeneratedRegex("pass(word|wd|phrase|$)|pwd|secret|token|credential|key|auth|headers", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    // Password=x; in a connection string, --api-key=x, x-api-key=x or Authorization=x in a list of headers, and https://user:x@host.
    [GeneratedRegex(@"(pass(word|wd|phrase)|pwd|secret|token|credential|key|auth)[^=;,\s]*\s*=|://[^/\s:@]*:[^/\s@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex Values();
}
