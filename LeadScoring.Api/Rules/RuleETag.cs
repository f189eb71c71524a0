using System.Globalization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Rules;

/// <summary>A rule's ETag is the number of its current version.</summary>
internal static class RuleETag
{
    private const int NoCurrentVersion = int.MaxValue;

    public static void Set(HttpResponse response, int version) => response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// The version that must be the current one: that of <c>If-Match: "3"</c>; 0 (none yet) for <c>If-None-Match: *</c>; null (whichever is)
    /// without either, and for <c>If-Match: *</c> when there is one.
    /// </summary>
    /// <exception cref="RuleChangedException">If-Match: * for a type without a rule.</exception>
    public static async Task<(int? Version, ProblemHttpResult? Problem)> ExpectedAsync(
        string type, string? ifMatch, string? ifNoneMatch, IRuleStore store, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(ifNoneMatch))
        {
            return ifNoneMatch == "*" && string.IsNullOrEmpty(ifMatch)
                ? (0, null)
                : (null, Problems.Invalid("If-None-Match", "Send * to publish only the first version, or leave it out."));
        }

        if (ifMatch == "*" && (await store.VersionsAsync(type, ct)).Count == 0) throw new RuleChangedException(0);
        if (string.IsNullOrEmpty(ifMatch) || ifMatch == "*") return (null, null);
        if (ifMatch is not ['"', .. var digits, '"'] || digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return (null, Problems.Invalid("If-Match", "Send the ETag of GET /api/rules/{type}, such as \"3\" with its quotes."));
        }

        return (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : NoCurrentVersion, null);
    }
}
