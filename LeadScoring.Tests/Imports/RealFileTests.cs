using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Core.Events;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Imports.RealWorld;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Imports;

/// <summary>Files that real programs wrote (Files/README.md), inspected and uploaded without a mapping: each must give all that was put into it.</summary>
public sealed partial class RealFileTests : RealWorldTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "LeadScoring.Tests", "Imports", "Files");

    /// <summary>File, format, encoding, delimiter, and the row that names the columns.</summary>
    public static TheoryData<string, string, string, string?, int> Files => new()
    {
        { "events-csv-stringify-escaped.csv", "csv", "utf-8", ",", 1 },
        { "events-csv-stringify.csv", "csv", "utf-8", ",", 1 },
        { "events-gnumeric.csv", "csv", "utf-8", ",", 1 },
        { "events-jq-pretty.json", "json", "utf-8", null, 0 },
        { "events-jq-wrapped.json", "json", "utf-8", null, 0 },
        { "events-jq.csv", "csv", "utf-8", ",", 1 },
        { "events-jq.ndjson", "ndjson", "utf-8", null, 0 },
        { "events-libreoffice-date-and-time.csv", "csv", "windows-1252", ";", 1 },
        { "events-libreoffice-dates.csv", "csv", "utf-8", ",", 1 },
        { "events-libreoffice-not-as-shown.csv", "csv", "windows-1252", ";", 1 },
        { "events-mariadb-batch.tsv", "csv", "utf-8", "\t", 1 },
        { "events-miller.json", "json", "utf-8", null, 0 },
        { "events-pandas-index.csv", "csv", "utf-8", ",", 1 },
        { "events-pandas.json", "json", "utf-8", null, 0 },
        { "events-php.csv", "csv", "utf-8", ";", 1 },
        { "events-postgres.csv", "csv", "utf-8", ",", 1 },
        { "events-python-json.json", "json", "utf-8", null, 0 },
        { "events-ruby.csv", "csv", "utf-8", ",", 1 },
        { "events-sqlite.csv", "csv", "utf-8", ",", 1 },
        { "leads-gnumeric-windows1252.csv", "csv", "windows-1252", ";", 1 },
        { "leads-libreoffice-quoted.csv", "csv", "utf-8", ",", 1 },
        { "leads-libreoffice-utf16-tab.csv", "csv", "utf-16", "\t", 1 },
        { "leads-libreoffice-utf8.csv", "csv", "utf-8", ",", 1 },
        { "leads-libreoffice-windows1252-semicolon.csv", "csv", "windows-1252", ";", 1 },
        { "leads-mariadb-outfile.csv", "csv", "utf-8", ",", 1 },
        { "leads-miller-pipe.csv", "csv", "utf-8", "|", 1 },
        { "leads-pandas.csv", "csv", "utf-8", ",", 1 },
        { "leads-pandas.ndjson", "ndjson", "utf-8", null, 0 },
        { "leads-papaparse-escaped.csv", "csv", "utf-8", ";", 1 },
        { "leads-papaparse.csv", "csv", "utf-8", ",", 1 },
        { "leads-perl.csv", "csv", "utf-8", ",", 1 },
        { "leads-postgres-text.tsv", "csv", "utf-8", "\t", 1 },
        { "leads-python-excel-tab.tsv", "csv", "utf-8", "\t", 1 },
        { "leads-python-sep-line-then-bom.csv", "csv", "utf-8", ";", 2 },
        { "leads-python-sep-line.csv", "csv", "windows-1252", ";", 2 },
        { "leads-python-unix-google-contacts.csv", "csv", "utf-8", ",", 1 },
        { "leads-r.csv", "csv", "utf-8", ",", 1 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_is_understood(string name, string format, string encoding, string? delimiter, int headerRow)
    {
        var (kind, file, expected) = Read(name);
        if (kind == "events") await CreateLeadsAsync(expected);

        var shown = (await SendAsync("/api/imports/inspect", file)).Expect(200);
        Assert.Equal(
            (kind, format, encoding, delimiter, headerRow),
            (Text(shown, "kind"), Text(shown, "format"), Text(shown, "encoding"), Text(shown, "delimiter"), shown.TryGetProperty("headerRow", out var row) && row.ValueKind == JsonValueKind.Number ? row.GetInt32() : 0));
        Assert.Equal((expected.Length, 0, 0), (shown.GetProperty("rows").GetInt32(), shown.GetProperty("rejected").GetInt32(), shown.GetProperty("unknownLeads").GetInt32()));

        var answer = (await SendAsync($"/api/{kind}/upload", file)).Expect(kind == "events" ? 202 : 200);
        Assert.Equal((0, 0), (answer.GetProperty("rejected").GetInt32(), answer.GetProperty("duplicates").GetInt32()));
        var leads = await FileOutcome.LeadsAsync(Api);
        var actual = kind == "events"
            ? Api.Queue.Enqueued.Select(e => Line(e, Text(leads[e.LeadId], "email")!)).ToArray()
            : leads.Values.Select(Line).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(kind == "events" ? expected.Select(EventLine) : expected.Select(Line).Order(StringComparer.Ordinal), actual);
    }

    [Fact]
    public void Every_file_is_read_by_a_test() => Assert.Equal(
        Directory.GetFiles(Folder).Select(Path.GetFileName).Where(f => f!.StartsWith("events-", StringComparison.Ordinal) || f.StartsWith("leads-", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Files.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    private static (string Kind, byte[] File, JsonElement[] Expected) Read(string name)
    {
        var kind = name.Split('-')[0];
        var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"expected-{kind}.json"))).RootElement.GetProperty(name);
        return (kind, File.ReadAllBytes(Path.Combine(Folder, name)), [.. expected.EnumerateArray()]);
    }

    private async Task CreateLeadsAsync(JsonElement[] events)
    {
        foreach (var email in events.Select(e => Text(e, "email")!).Distinct()) await Api.LeadAsync(email);
    }

    private static string EventLine(JsonElement e) => $"{Text(e, "eventId")} {Text(e, "eventType")} {Text(e, "email")} {Text(e, "timestamp")} {Metadata(e)}";

    private static string Line(IncomingEvent e, string email) => string.Create(
        CultureInfo.InvariantCulture,
        $"{e.EventId} {e.EventType} {email} {DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs):yyyy-MM-ddTHH:mm:ss.fffZ} {(e.Metadata is null ? "{}" : ByValue(e.Metadata))}");

    private static string Line(JsonElement lead) => $"{Text(lead, "name")} <{Text(lead, "email")}> {Text(lead, "company")} {Text(lead, "status")} {Metadata(lead)}";

    private static string Metadata(JsonElement of) => of.GetProperty("metadata") is { ValueKind: JsonValueKind.Object } metadata ? ByValue(metadata.GetRawText()) : "{}";

    /// <summary>pandas writes 12000 as 12000.0, which is kept as it is written.</summary>
    private static string ByValue(string json) => NoughtsAfterPoint().Replace(FileOutcome.Canonical(json), "$1");

    [GeneratedRegex(@"(:\d+)\.0(?=[,}])")]
    private static partial Regex NoughtsAfterPoint();

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}
