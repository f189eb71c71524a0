using System.Net;
using System.Text.Json;

namespace LeadScoring.Web.Http;

/// <summary>RFC 9457 problem details as the API writes them.</summary>
internal sealed record ApiProblem(string? Title, string? Detail, Dictionary<string, string[]>? Errors, string? ExistingLeadId = null)
{
    /// <summary>Whatever the answer was, something that can be shown.</summary>
    public static async Task<ApiException> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        ApiProblem? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync<ApiProblem>(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // Not of our API: a proxy's page, perhaps.
        }

        return new ApiException(
            response.StatusCode, problem?.Title ?? Plain(response.StatusCode), problem?.Detail ?? "", problem?.Errors ?? [], problem?.ExistingLeadId);
    }

    private static string Plain(HttpStatusCode status) => $"The API answered {(int)status}.";
}
