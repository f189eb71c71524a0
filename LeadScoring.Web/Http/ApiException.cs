using System.Net;
using System.Text.Json;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Web.Http;

/// <summary>The API refused a request, or did not answer: in words for users, with the errors per field.</summary>
/// <param name="status">Null when there was no answer.</param>
/// <param name="title">What happened.</param>
/// <param name="detail">What state the data is in, and what to do.</param>
/// <param name="errors">By field, as the API names it.</param>
/// <param name="existingLeadId">The lead that has the e-mail address already; null for other errors.</param>
public sealed class ApiException(
    HttpStatusCode? status, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null, string? existingLeadId = null)
    : Exception($"{title} {detail}")
{
    public HttpStatusCode? Status => status;

    public string Title => title;

    public string Detail => detail;

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors ?? new Dictionary<string, string[]>();

    public string? ExistingLeadId => existingLeadId;

    /// <summary>A retry may succeed.</summary>
    public bool IsTransient => status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError;

    /// <summary>The first error of a field, or of a member of it; null: none.</summary>
    public string? ErrorOf(string field) =>
        Errors.Where(e => e.Key == field || e.Key.StartsWith(field + ".", StringComparison.Ordinal)).SelectMany(e => e.Value).FirstOrDefault();

    /// <param name="wasWrite">The request may have arrived all the same; whatever the dashboard sends can be sent twice.</param>
    public static ApiException NoAnswer(bool wasWrite = false) => new(
        null, "Can't reach the server.", wasWrite ? "We can't tell whether it was saved. Sending it again is safe." : "Nothing changed. Try again in a moment.");

    /// <summary>Reads an error answer; one that is not the API's own, such as a proxy's page, is described by its status.</summary>
    public static async Task<ApiException> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        ProblemResponse? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync<ProblemResponse>(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // No JSON.
        }

        return new(response.StatusCode, problem?.Title ?? $"The server answered {(int)response.StatusCode}.", problem?.Detail ?? "", problem?.Errors, problem?.ExistingLeadId);
    }
}
