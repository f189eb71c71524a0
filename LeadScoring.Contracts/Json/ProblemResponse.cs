using System.Text.Json.Serialization;

namespace LeadScoring.Contracts.Json;

/// <summary>A refusal: problem details as in RFC 9457.</summary>
/// <param name="Type">A link to what the status means.</param>
/// <param name="Title">The same for every problem of this kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What went wrong this time.</param>
/// <param name="Errors">Field by field, what is wrong and what to send instead; $ stands for the whole body.</param>
/// <param name="ExistingLeadId">With 409: the lead that has the e-mail address.</param>
/// <param name="Rejected">With a batch of which no event is valid: each event's error.</param>
/// <param name="ImportId">With a file: the import that has the rejected rows.</param>
/// <param name="TraceId">Finds the request in the traces.</param>
public sealed record ProblemResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type,
    string Title, int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExistingLeadId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Events.RejectedEvent>? Rejected = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ImportId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceId = null);
