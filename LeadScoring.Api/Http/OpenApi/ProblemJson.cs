namespace LeadScoring.Api.Http.OpenApi;

/// <summary>A refusal: problem details as in RFC 9457.</summary>
/// <param name="Type">A link to what the status means.</param>
/// <param name="Title">The same for every problem of this kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What went wrong this time.</param>
/// <param name="Instance">Not used.</param>
/// <param name="Errors">Field by field, what is wrong and what to send instead; $ stands for the whole body.</param>
/// <param name="ExistingLeadId">With 409: the lead that has the e-mail address.</param>
/// <param name="Rejected">With a batch of which no event is valid: each event's error.</param>
/// <param name="TraceId">Finds the request in the traces.</param>
public sealed record ProblemJson(
    string? Type, string Title, int Status, string? Detail = null, string? Instance = null, IReadOnlyDictionary<string, string[]>? Errors = null,
    string? ExistingLeadId = null, IReadOnlyList<Events.RejectedEvent>? Rejected = null, string? TraceId = null);
