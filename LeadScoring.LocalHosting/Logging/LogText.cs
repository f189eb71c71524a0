using System.Text.RegularExpressions;

namespace LeadScoring.LocalHosting.Logging;

/// <summary>Makes plain text of what a process wrote, and finds out how serious it is.</summary>
internal static partial class LogText
{
    public const string Host = "host";
    public const string Warning = "warn";
    public const string Error = "error";

    /// <summary>Without colours, cursor movements, links, window titles and other control characters; tabs stay.</summary>
    public static string Clean(string text) => text.Any(c => char.IsControl(c)) ? Controls().Replace(text, "") : text;

    /// <summary>A line that begins with a space goes on with the line before it.</summary>
    public static string Level(string text, string before, bool isErrorMessage)
    {
        if (text is [' ' or '\t', ..]) return before;
        var match = Marks().Match(text);
        return match.Groups["error"].Success ? Error
            : match.Groups["warn"].Success ? Warning
            : match.Groups["info"].Success || !isErrorMessage ? ""
            : "stderr";
    }

    // CSI (\e[1;31m), OSC up to its end (\e]0;title\a), two-character escapes, and whatever control character is left.
    [GeneratedRegex(@"(?:\e\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\e\]|\u009d)[^\a\e\u009c]*(?:\a|\e\\|\u009c)?|\e[ -/]*[0-~]|[\p{Cc}-[\t]]")]
    private static partial Regex Controls();

    // .NET's console ("fail: Name[14]"), and words in capitals near the beginning.
    [GeneratedRegex(@"^(?:(?<error>fail|crit):|(?<warn>warn):|(?<info>trce|dbug|info):|(?<error>Unhandled exception)|.{0,80}?\b(?:(?<error>ERROR|FATAL|CRITICAL)|(?<warn>WARN|WARNING))\b)")]
    private static partial Regex Marks();
}
