using System.Net;
using System.Text.Json;
using LeadScoring.Contracts.Json;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Imports;

/// <summary>An answer to a request of the browser's own, as imports.js hands it over.</summary>
/// <param name="Status">The HTTP status; 0: no answer, <see cref="Cancelled"/>: cancelled here.</param>
/// <param name="Body">The answer's JSON; null when it has none.</param>
public sealed record ImportAnswer(int Status, JsonElement? Body)
{
    public const int Cancelled = -1;
    private const int MaxDetail = 400;

    public bool IsCancelled => Status == Cancelled;

    /// <summary>The import that was begun; it may have rejected rows also where the file was refused.</summary>
    public string? ImportId => Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("importId", out var id) ? id.GetString() : null;

    /// <exception cref="ApiException">The file was refused, or there was no answer.</exception>
    public T Read<T>() => Status is >= 200 and < 300 && Body is { ValueKind: JsonValueKind.Object } body ? body.Deserialize<T>(JsonSerializerOptions.Web)! : throw Problem();

    /// <param name="answer">Of an upload that was not taken; null: none came.</param>
    public static ApiException ProblemOf(ImportAnswer? answer) => (answer ?? new(0, null)).Problem();

    private ApiException Problem()
    {
        if (Status == 0) return new(null, "The connection was cut, or the file can't be read any more.", "Import the file again: what had arrived counts once.");
        var problem = Body is { ValueKind: JsonValueKind.Object } body ? body.Deserialize<ProblemResponse>(JsonSerializerOptions.Web) : null;
        var reason = problem?.Errors?.Values.SelectMany(texts => texts).FirstOrDefault();
        return (HttpStatusCode)Status switch
        {
            HttpStatusCode.RequestEntityTooLarge => new(HttpStatusCode.RequestEntityTooLarge, "The file is larger than 1 GB.", "Split it, and import the parts."),
            HttpStatusCode.BadRequest => new(HttpStatusCode.BadRequest, problem?.ImportId is null ? "This file can't be imported." : problem.Title, Cut(reason ?? problem?.Detail ?? "Choose a CSV or JSON file.")),
            var status => new(status, problem?.Title ?? $"The API answered {Status}.", Cut(problem?.Detail ?? "Import the file again in a moment: what had arrived counts once.")),
        };
    }

    private static string Cut(string text) => text.Length <= MaxDetail ? text : text[..MaxDetail] + "…";
}
