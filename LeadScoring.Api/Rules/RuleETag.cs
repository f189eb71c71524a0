using System.Globalization;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace LeadScoring.Api.Rules;

/// <summary>A rule's ETag is the number of its current version.</summary>
internal static class RuleETag
{
    public static void Set(HttpResponse response, int version) => response.Headers.ETag = Of(version);

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that the client has seen, from <c>If-Match: "3"</c>; 0 for <c>If-None-Match: *</c>; null without either.</summary>
    public static (int? Version, ProblemHttpResult? Problem) Expected(HttpRequest request)
    {
        var (match, none) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        if (!StringValues.IsNullOrEmpty(none) && (none != "*" || !StringValues.IsNullOrEmpty(match)))
        {
            return (null, Problems.Invalid("If-None-Match", "Send * to publish only the first version, or leave it out."));
        }

        if (!StringValues.IsNullOrEmpty(none)) return (0, null);
        if (StringValues.IsNullOrEmpty(match)) return (null, null);
        var text = match.ToString();
        return text.Length > 2 && text[0] == '"' && text[^1] == '"'
            && int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (null, Problems.Invalid("If-Match", "Send the ETag of GET /api/rules/{type}, such as \"3\" with its quotes."));
    }
}
