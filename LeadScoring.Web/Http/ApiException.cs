using System.Net;

namespace LeadScoring.Web.Http;

/// <summary>The API refused, or did not answer: in words for people, with what is wrong per field.</summary>
/// <param name="status">Null when there was no answer.</param>
/// <param name="title">What happened.</param>
/// <param name="detail">What was kept, and what to do.</param>
/// <param name="errors">By field, as the API names it.</param>
/// <param name="existingLeadId">The lead that has the e-mail address already; null: that is not what is wrong.</param>
public sealed class ApiException(
    HttpStatusCode? status, string title, string detail, IReadOnlyDictionary<string, string[]> errors, string? existingLeadId = null)
    : Exception($"{title} {detail}")
{
    public HttpStatusCode? Status => status;

    public string Title => title;

    public string Detail => detail;

    public IReadOnlyDictionary<string, string[]> Errors => errors;

    public string? ExistingLeadId => existingLeadId;

    /// <summary>Another try may do.</summary>
    public bool IsTransient => status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError;

    /// <param name="wrote">It may have arrived all the same; whatever the dashboard sends can be sent twice.</param>
    public static ApiException NoAnswer(bool wrote = false) => new(
        null, "The API does not answer.", wrote ? "It may have arrived or not. Sending it again is safe." : "Nothing was changed. Try again in a moment.",
        new Dictionary<string, string[]>());
}
