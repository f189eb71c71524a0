using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Core.Events;
using LeadScoring.Tests.Api.Exports;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>
/// What an upload led to, as lines: each event that counts (<c>page_view ada@x.example 2026-01-05T08:30:00.000Z #id {"metadata":1}</c>; the time only if the row gave one, the id only if it was not
/// derived), each new lead in the order of addresses (<c>Ada &lt;ada@x.example&gt; of Acme (qualified) {"metadata":1}</c>), the counts that are not zero, and the rows that were refused, in their order (<c>row 3: why</c>). Of a refused file: <c>400 file: why</c>.
/// </summary>
internal static class FileOutcome
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reasons need only contain what is expected of them; anything else must be equal.</summary>
    public static void AssertMatches(IReadOnlyList<string> expected, IReadOnlyList<string> actual) =>
        Assert.True(
            expected.Count == actual.Count && expected.Zip(actual).All(lines => Matches(lines.First, lines.Second)),
            $"expected:\n{string.Join('\n', expected)}\nactual:\n{string.Join('\n', actual)}");

    public static async Task<List<string>> ReadAsync(ApiHost api, Answer upload, IReadOnlyList<IncomingEvent> events, IReadOnlySet<string> leadsBefore)
    {
        var id = ImportId(upload);
        if (id is null) return [.. upload.ExpectProblem(400).GetProperty("errors").EnumerateObject().Select(error => $"400 {error.Name}: {error.Value[0].GetString()}")];
        var leads = await LeadsAsync(api);
        var counted = events.DistinctBy(e => e.EventId).Select(e => Line(e, leads[e.LeadId].GetProperty("email").GetString()!));
        var created = leads.Where(lead => !leadsBefore.Contains(lead.Key)).Select(lead => lead.Value).OrderBy(lead => lead.GetProperty("email").GetString(), StringComparer.Ordinal);
        var record = (await api.GetAsync($"/api/imports/{id}")).Expect(200);
        var counts = new[] { "duplicates", "conflicts", "leadDeleted", "rejected" }.Select(name => (name, count: record.GetProperty(name).GetInt32())).ToList();
        var refused = Csv.Read((await api.GetAsync($"/api/imports/{id}/rejects")).Text).Rows
            .OrderBy(row => int.Parse(row["Row"], CultureInfo.InvariantCulture)).Select(row => $"row {row["Row"]}: {row["Reason"]}");
        return
        [
            .. counted, .. created.Select(Line),
            .. counts.Where(c => c.count > 0).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.name} {c.count}")), .. refused,
        ];
    }

    public static async Task<Dictionary<string, JsonElement>> LeadsAsync(ApiHost api) =>
        (await api.GetAsync("/api/leads?limit=200")).Expect(200).GetProperty("leads").EnumerateArray().ToDictionary(lead => lead.GetProperty("id").GetString()!);

    /// <summary>Members in the order of their names, without spaces.</summary>
    public static string Canonical(string json) => Sorted(JsonNode.Parse(json))?.ToJsonString(Plain) ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static bool Matches(string expected, string actual)
    {
        if (!expected.StartsWith("row ", StringComparison.Ordinal) && !expected.StartsWith("400 ", StringComparison.Ordinal)) return expected == actual;
        var about = expected.IndexOf(": ", StringComparison.Ordinal) + 2;
        return actual.StartsWith(expected[..about], StringComparison.Ordinal) && actual.Contains(expected[about..], StringComparison.OrdinalIgnoreCase);
    }

    private static string? ImportId(Answer upload) =>
        upload.Json.TryGetProperty("importId", out var id) ? id.GetString() : null;

    private static string Line(IncomingEvent e, string email)
    {
        var time = e.TimestampGiven ? DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs).ToString(" yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) : "";
        var id = e.EventId.StartsWith("row-", StringComparison.Ordinal) ? "" : $" #{e.EventId}";
        return $"{e.EventType} {email}{time}{id}{(e.Metadata is null ? "" : " " + Canonical(e.Metadata))}";
    }

    private static string Line(JsonElement lead)
    {
        string? Text(string name) => lead.GetProperty(name).GetString();
        var metadata = lead.GetProperty("metadata");
        return $"{Text("name")} <{Text("email")}>{(Text("company") is { } company ? $" of {company}" : "")}{(Text("status") is var status && status != "new" ? $" ({status})" : "")}"
            + (metadata.ValueKind == JsonValueKind.Null ? "" : " " + Canonical(metadata.GetRawText()));
    }
}
