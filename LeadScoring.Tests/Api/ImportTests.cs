using System.Text;
using System.Text.Json;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Exports;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class ImportTests : IAsyncLifetime
{
    private const string Events = "/api/events/upload";
    private const string Leads = "/api/leads/upload";
    private ApiHost _api = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_csv_file_is_queued_in_the_bulk_lane_row_by_row()
    {
        var answer = await _api.UploadAsync(Events, $$"""
            Event ID,EVENT_TYPE,lead id,Email,Timestamp,metadata,Page,plan
            e1,page_view,{{_lead}},,2026-01-05T09:30:00+01:00,"{""a"":[1,2]}",/pricing,
            e2,purchase,,JOHN@example.com,2026-01-05,,,"gold, yearly"
            """);
        var taken = answer.Expect(202);
        Assert.Equal((2, 0, 0), (taken.GetProperty("queued").GetInt32(), taken.GetProperty("duplicates").GetInt32(), taken.GetProperty("rejected").GetInt32()));
        Assert.Equal([("e1", _lead, """{"a":[1,2],"Page":"/pricing"}"""), ("e2", _lead, """{"plan":"gold, yearly"}""")], _api.Queue.Enqueued.Select(e => (e.EventId, e.LeadId, e.Metadata)));
        Assert.Equal(1_767_601_800_000, _api.Queue.Enqueued[0].TimestampMs);
        Assert.Equal([Lane.Bulk], _api.Queue.Lanes.Distinct());
        Assert.Equal(105, (await _api.GetAsync($"/api/leads/{_lead}")).Expect(200).GetProperty("currentScore").GetInt32());

        var import = (await _api.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal(("events", "csv", "completed", "file.csv"), (Text(import, "kind"), Text(import, "format"), Text(import, "state"), Text(import, "fileName")));
        Assert.Equal((2, 2, 2, 0, 0), (Int(import, "rows"), Int(import, "queued"), Int(import, "scored"), Int(import, "waiting"), Int(import, "duplicates")));
        Assert.Equal(import.GetRawText(), Assert.Single((await _api.GetAsync("/api/imports")).Expect(200).EnumerateArray()).GetRawText());
    }

    [Theory]
    [InlineData("json", """[{"eventType":"page_view","email":"john@example.com","timestamp":"2026-01-05T08:30:00Z","page":"/a"},{"eventType":"purchase","email":"john@example.com"}]""")]
    [InlineData("ndjson", "{\"eventType\":\"page_view\",\"email\":\"john@example.com\",\"timestamp\":\"2026-01-05T08:30:00Z\",\"page\":\"/a\"}\n{\"eventType\":\"purchase\",\"email\":\"john@example.com\"}\n")]
    [InlineData("csv", "eventType,email,timestamp,page\npage_view,john@example.com,2026-01-05T08:30:00Z,/a\npurchase,john@example.com,,\n")]
    public async Task The_format_is_detected_by_content_and_the_same_rows_are_the_same_events(string format, string file)
    {
        var taken = await _api.UploadAsync(Events, file, "export.txt");
        Assert.Equal(2, Int(taken.Expect(202), "queued"));
        Assert.Equal(format, Text((await _api.GetAsync(taken.Location!)).Expect(200), "format"));
        Assert.Equal([("page_view", """{"page":"/a"}"""), ("purchase", null)], _api.Queue.Enqueued.Select(e => (e.EventType, e.Metadata)));
        Assert.Equal([true, false], _api.Queue.Enqueued.Select(e => e.TimestampGiven));

        // The eventIds depend on the content of the rows, not on the format of the file.
        var again = (await _api.UploadAsync(Events, "eventType,page,email,timestamp\npage_view,/a,john@example.com,2026-01-05T08:30:00Z\npurchase,,john@example.com,\n")).Expect(202);
        Assert.Equal((0, 2), (Int(again, "queued"), Int(again, "duplicates")));
    }

    [Fact]
    public async Task Equal_rows_each_count_once_however_often_the_file_is_sent()
    {
        var file = "eventType,email,timestamp\n" + string.Concat(Enumerable.Repeat("page_view,john@example.com,2026-01-05T08:30:00Z\n", 3)) + "page_view,john@example.com,2026-01-05T08:30:00.0001Z\n";
        Assert.Equal(4, Int((await _api.UploadAsync(Events, file)).Expect(202), "queued"));
        Assert.Equal(4, _api.Queue.Enqueued.Select(e => e.EventId).Distinct().Count());
        Assert.All(_api.Queue.Enqueued, e => Assert.Matches("^row-[0-9a-f]{32}$", e.EventId));
        var second = (await _api.UploadAsync(Events, file)).Expect(202);
        Assert.Equal((0, 4, 0), (Int(second, "queued"), Int(second, "duplicates"), Int(second, "rejected")));
        Assert.Equal(20, (await _api.GetAsync($"/api/leads/{_lead}")).Expect(200).GetProperty("currentScore").GetInt32());

        // One more equal row is one more event; the others are duplicates.
        var third = (await _api.UploadAsync(Events, file + "page_view,john@example.com,2026-01-05T08:30:00Z\n")).Expect(202);
        Assert.Equal((1, 4), (Int(third, "queued"), Int(third, "duplicates")));
    }

    [Fact]
    public async Task Duplicates_that_only_the_worker_can_see_are_in_the_record()
    {
        var answer = await _api.UploadAsync(Events, $"eventId,eventType,leadId\nsame,page_view,{_lead}\nsame,page_view,{_lead}\nother,page_view,{_lead}\n");
        Assert.Equal((3, 0), (Int(answer.Expect(202), "queued"), Int(answer.Json, "duplicates")));
        _api.Queue.Passed = false;
        var waiting = (await _api.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal(("processing", 1, 2, 0), (Text(waiting, "state"), Int(waiting, "waiting"), Int(waiting, "scored"), Int(waiting, "duplicates")));
        _api.Queue.Passed = true;
        var done = (await _api.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal(("completed", 0, 2, 1), (Text(done, "state"), Int(done, "waiting"), Int(done, "scored"), Int(done, "duplicates")));
    }

    [Fact]
    public async Task Rejected_rows_keep_their_number_reason_and_text()
    {
        var answer = await _api.UploadAsync(Events, $$"""
            eventId,eventType,leadId,email,timestamp,metadata
            ok,page_view,{{_lead}},,,
            /bad/,page_view,{{_lead}},,,
            e3,Page View,{{_lead}},,,
            e4,page_view,nobody,,,
            e5,page_view,,nobody@example.com,,
            e6,page_view,,,,
            e7,page_view,{{_lead}},,yesterday,
            e8,page_view,{{_lead}},,2999-01-01,
            e9,page_view,{{_lead}},,,[1]
            e10,page_view,{{_lead}},,,{broken
            =1/1,page_view,{{_lead}},,,
            e12,page_view,{{_lead}},,,,too,many
            e13,page_view,{{_lead}},,,"open
            """);
        var taken = answer.Expect(202);
        Assert.Equal((1, 12), (Int(taken, "queued"), Int(taken, "rejected")));
        var errors = taken.GetProperty("errors").EnumerateArray().Select(e => (Int(e, "row"), Text(e, "error"))).ToList();
        Assert.Equal(Enumerable.Range(3, 12), errors.Select(e => e.Item1));
        string[] about = ["eventId", "eventType", "leadId", "email", "leadId", "timestamp", "timestamp", "metadata", "metadata", "eventId", "cells", "quote"];
        Assert.All(errors.Zip(about), pair => Assert.Contains(pair.Second, pair.First.Item2, StringComparison.Ordinal));

        var rejects = await _api.GetAsync(answer.Location + "/rejects");
        Assert.Equal((200, "text/csv"), (rejects.Status, rejects.MediaType));
        var (header, rows) = Csv.Read(rejects.Text);
        Assert.Equal("Row,Reason,Original", header);
        Assert.Equal(errors, rows.Select(r => (int.Parse(r["Row"], System.Globalization.CultureInfo.InvariantCulture), r["Reason"])));
        Assert.Equal($"e4,page_view,nobody,,,", rows[2]["Original"]);
        Assert.Equal($"'=1/1,page_view,{_lead},,,", rows[9]["Original"]); // no formula in a spreadsheet
        Assert.Equal($"e13,page_view,{_lead},,,\"open", rows[11]["Original"]);
    }

    [Fact]
    public async Task Further_columns_have_the_limits_of_metadata()
    {
        string Row(string extra) => $$"""{"eventType":"page_view","leadId":"{{_lead}}",{{extra}}}""";
        string Deep(int levels) => $"\"deep\":{string.Concat(Enumerable.Repeat("[", levels))}{string.Concat(Enumerable.Repeat("]", levels))}";
        string[] rows = [Row(Deep(31)), Row(Deep(32)), Row(Deep(200)), Row($"\"long\":\"{new string('x', 33_000)}\""), Row("\"half\":\"\\ud800\""), Row("\"sync\":\"x\",\"null\":null")];
        var answer = (await _api.UploadAsync(Events, string.Join('\n', rows))).Expect(202);
        Assert.Equal((2, 4), (Int(answer, "queued"), Int(answer, "rejected")));
        Assert.Equal([2, 3, 4, 5], answer.GetProperty("errors").EnumerateArray().Select(e => Int(e, "row")));
        Assert.Equal("""{"sync":"x"}""", _api.Queue.Enqueued[1].Metadata);
    }

    [Fact]
    public async Task Missing_leads_are_created_on_request()
    {
        var file = "eventType,email,Name,company,timestamp\npage_view,new@example.com,New Lead,Acme,2026-01-05\npurchase,NEW@example.com,Other,Other,2026-01-06\npage_view,bare@example.com,,,2026-01-05\npage_view,not an address,,,2026-01-05\n";
        var without = await _api.UploadAsync(Events, file);
        Assert.Equal(400, without.Status);
        Assert.Contains("No row", without.Text, StringComparison.Ordinal);

        var taken = (await _api.UploadAsync(Events + "?createLeads=true", file)).Expect(202);
        Assert.Equal((3, 1, 2), (Int(taken, "queued"), Int(taken, "rejected"), Int(taken, "createdLeads")));
        var lead = (await _api.GetAsync("/api/leads?search=new@")).Expect(200).GetProperty("leads")[0];
        Assert.Equal(("New Lead", "Acme", 105), (Text(lead, "name"), Text(lead, "company"), Int(lead, "currentScore")));
        Assert.Equal("bare@example.com", Text((await _api.GetAsync("/api/leads?search=bare")).Expect(200).GetProperty("leads")[0], "name"));
        var again = (await _api.UploadAsync(Events + "?createLeads=true", file)).Expect(202);
        Assert.Equal((0, 3, 0), (Int(again, "queued"), Int(again, "duplicates"), Int(again, "createdLeads")));

        // The same by a form field.
        using var form = new MultipartFormDataContent { { new StringContent("true"), "createLeads" }, { new ByteArrayContent(Encoding.UTF8.GetBytes("eventType,email\npage_view,form@example.com\n")), "file", "f.csv" } };
        Assert.Equal(1, Int((await _api.SendAsync(new HttpRequestMessage(HttpMethod.Post, Events) { Content = form })).Expect(202), "createdLeads"));
        (await _api.UploadAsync(Events + "?createLeads=maybe", file)).ExpectProblem(400, "createLeads");
    }

    [Fact]
    public async Task Leads_are_imported_once()
    {
        var file = "Full,Name,E-Mail,Company,Status,metadata\nx,Ada,ada@example.com,Acme,Qualified,\"{\"\"source\"\":\"\"fair\"\"}\"\n,Bob,bob@example.com,,,\n,Ada again,ADA@example.com,,,\n,,nameless@example.com,,,\n,Eve,broken,,,\n,Moe,moe@example.com,,king,\n";
        var answer = (await _api.UploadAsync(Leads, file)).Expect(200);
        Assert.Equal((3, 1, 2), (Int(answer, "created"), Int(answer, "duplicates"), Int(answer, "rejected")));
        Assert.Equal("nameless@example.com", Text((await _api.GetAsync("/api/leads?search=nameless")).Expect(200).GetProperty("leads")[0], "name"));
        Assert.Equal(["email", "status"], answer.GetProperty("errors").EnumerateArray().Select(e => Text(e, "error").Split(':')[0]));
        var ada = (await _api.GetAsync("/api/leads?search=ada")).Expect(200).GetProperty("leads")[0];
        Assert.Equal(("Ada", "Acme", "qualified", """{"source":"fair","Full":"x"}"""), (Text(ada, "name"), Text(ada, "company"), Text(ada, "status"), ada.GetProperty("metadata").GetRawText()));
        Assert.Equal("new", Text((await _api.GetAsync("/api/leads?search=bob")).Expect(200).GetProperty("leads")[0], "status"));

        var again = (await _api.UploadAsync(Leads, file)).Expect(200);
        Assert.Equal((0, 4, 2), (Int(again, "created"), Int(again, "duplicates"), Int(again, "rejected")));
        var json = (await _api.UploadAsync(Leads, """[{"name":"Kim","email":"kim@example.com","metadata":{"a":1},"b":2},{"name":5}]""")).Expect(200);
        Assert.Equal((1, 1), (Int(json, "created"), Int(json, "rejected")));
        Assert.Equal(["leads"], (await _api.GetAsync("/api/imports?limit=1")).Expect(200).EnumerateArray().Select(i => Text(i, "kind")));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,email\nAda,ada@example.com\n", "no column eventType")]
    [InlineData("eventType,timestamp\npage_view,2026-01-05\n", "neither a column leadId nor a column email")]
    [InlineData("page_view,2026-01-05\n", "must name the columns")]
    [InlineData("eventType,email\n", "no rows")]
    [InlineData("[]", "no rows")]
    public async Task A_file_without_usable_rows_is_refused_as_a_whole(string file, string why) =>
        Assert.Contains(why, (await _api.UploadAsync(Events, file)).ExpectProblem(400, "file"), StringComparison.Ordinal);

    [Fact]
    public async Task A_request_that_is_no_upload_is_refused_with_instructions()
    {
        (await _api.PostAsync(Events, "{}")).ExpectProblem(415);
        var nameless = new HttpRequestMessage(HttpMethod.Post, Events) { Content = new MultipartFormDataContent { { new StringContent("x"), "other" } } };
        (await _api.SendAsync(nameless)).ExpectProblem(400, "file");
        var broken = new HttpRequestMessage(HttpMethod.Post, Events) { Content = new StringContent("no parts at all") };
        broken.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=xyz");
        (await _api.SendAsync(broken)).ExpectProblem(400, "file");
        (await _api.GetAsync("/api/imports/nothing")).ExpectProblem(404, "id");
        (await _api.GetAsync("/api/imports/nothing/rejects")).ExpectProblem(404, "id");
        (await _api.GetAsync("/api/imports?limit=0")).ExpectProblem(400, "limit");
    }

    [Fact]
    public async Task A_file_over_a_gigabyte_is_refused_before_it_is_sent()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(_api.Http.BaseAddress!.Host, _api.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Events} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1200000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n"));
        var answer = new byte[64];
        Assert.True(await stream.ReadAsync(answer) > 12);
        Assert.StartsWith("HTTP/1.1 413", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_pauses_while_the_backlog_is_over_its_bound()
    {
        _api.Queue.Throws = new QueueFullException(5, 4);
        var upload = _api.UploadAsync(Events, $"eventType,leadId\npage_view,{_lead}\n");
        await TriesAsync(_api, 3);
        Assert.False(upload.IsCompleted);
        _api.Queue.Throws = null;
        Assert.Equal(1, Int((await upload).Expect(202), "queued"));
    }

    [Fact]
    public async Task An_import_retries_while_the_queue_is_unavailable_and_stops_after_a_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        var lead = await api.LeadAsync();
        api.Queue.Throws = new QueueUnavailableException("away");
        var upload = api.UploadAsync(Events, $"eventType,leadId\npage_view,{lead}\n");
        await TriesAsync(api, 5, time);
        Assert.False(upload.IsCompleted);
        await PassAsync(time, TimeSpan.FromSeconds(30), upload);
        var refused = await upload;
        Assert.Equal(503, refused.Status);
        Assert.NotNull(refused.RetryAfter);
        Assert.Contains("importId", refused.Text, StringComparison.Ordinal);
        api.Queue.Throws = null;
        var import = Assert.Single((await api.GetAsync("/api/imports")).Expect(200).EnumerateArray());
        Assert.Equal("interrupted", Text(import, "state"));
        Assert.Contains("Send the file again", Text(import, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_survives_a_short_failure_after_a_long_pause()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        var lead = await api.LeadAsync();
        api.Queue.Throws = new QueueFullException(5, 4);
        var upload = api.UploadAsync(Events, $"eventType,leadId\npage_view,{lead}\n");
        await TriesAsync(api, 40, time); // longer than RetrySeconds
        api.Queue.Throws = new QueueUnavailableException("a moment");
        await TriesAsync(api, 3, time);
        Assert.False(upload.IsCompleted);
        api.Queue.Throws = null;
        await PassAsync(time, TimeSpan.FromSeconds(2), upload);
        Assert.Equal(1, Int((await upload).Expect(202), "queued"));
    }

    [Fact]
    public async Task An_import_completes_although_its_record_could_not_be_saved_for_a_moment()
    {
        await using var flaky = await ApiHost.StartAsync(services: FlakyImports.Replace);
        var lead = await flaky.LeadAsync();
        flaky.Services.GetRequiredService<FlakyImports>().Failures = 4;
        var answer = await flaky.UploadAsync(Events, $"eventType,leadId\npage_view,{lead}\n" + string.Concat(Enumerable.Repeat("bad,nobody\n", 1_500)));
        Assert.Equal((1, 1500), (Int(answer.Expect(202), "queued"), Int(answer.Json, "rejected")));
        var import = (await flaky.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal(("completed", 1, 1500), (Text(import, "state"), Int(import, "scored"), Int(import, "rejected")));
        Assert.Equal(1500, Csv.Read((await flaky.GetAsync(answer.Location + "/rejects")).Text).Rows.Count);
    }

    [Fact]
    public async Task A_body_without_its_closing_boundary_is_a_bad_request_and_the_rows_before_count()
    {
        var body = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\neventType,leadId\n" + string.Concat(Enumerable.Repeat($"page_view,{_lead}\n", 3000));
        var torn = await _api.SendAsync(HttpMethod.Post, Events, Encoding.UTF8.GetBytes(body), contentType: "multipart/form-data; boundary=b");
        Assert.Contains("boundary", torn.ExpectProblem(400, "file"), StringComparison.Ordinal);
        var import = (await _api.GetAsync("/api/imports/" + Text(torn.Json, "importId"))).Expect(200);
        Assert.Equal("interrupted", Text(import, "state"));
        Assert.InRange(Int(import, "queued"), 1000, 3000);
    }

    [Fact]
    public async Task A_small_body_without_its_closing_boundary_is_a_bad_request()
    {
        var body = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\neventType,leadId\npage_view,{_lead}\n";
        var torn = await _api.SendAsync(HttpMethod.Post, Events, Encoding.UTF8.GetBytes(body), contentType: "multipart/form-data; boundary=b");
        Assert.Contains("boundary", torn.ExpectProblem(400, "file"), StringComparison.Ordinal);
    }

    /// <summary>Rows without an eventId are remembered, to tell equal ones apart.</summary>
    [Fact]
    public async Task What_all_open_imports_remember_of_their_rows_is_bounded_and_given_back()
    {
        await using var small = await ApiHost.StartAsync(services: s => s.AddSingleton(new RowMemory(20_000)));
        var lead = await small.LeadAsync();
        string File(int rows) => "eventType,leadId,page\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"page_view,{lead},/{i}\n"));
        var refused = await small.UploadAsync(Events, File(5_000));
        Assert.Contains("large files", refused.ExpectProblem(503).GetRawText(), StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        var import = (await small.GetAsync("/api/imports/" + Text(refused.Json, "importId"))).Expect(200);
        Assert.Equal("interrupted", Text(import, "state"));
        Assert.Contains("large files", Text(import, "error"), StringComparison.Ordinal);
        Assert.InRange(Int(import, "queued"), 1, 2_000);
        for (var i = 0; i < 3; i++)
        {
            var taken = (await small.UploadAsync(Events, File(1_500))).Expect(202);
            Assert.Equal(1_500, Int(taken, "queued") + Int(taken, "duplicates"));
        }
    }

    /// <summary>Conflicts within a file are then found by nobody, as past the bound of one file; the commit counts duplicates.</summary>
    [Fact]
    public async Task An_import_goes_on_when_no_more_eventIds_can_be_remembered()
    {
        await using var small = await ApiHost.StartAsync(services: s => s.AddSingleton(new RowMemory(100)));
        var lead = await small.LeadAsync();
        var file = "eventId,eventType,leadId\n" + string.Concat(new[] { "a", "b" }.Select(id => $"{id},page_view,{lead}\n{id},purchase,{lead}\n"));
        for (var i = 0; i < 2; i++) Assert.Equal(i == 0 ? (3, 1) : (0, 2), await UploadAsync());

        async Task<(int Queued, int Conflicts)> UploadAsync()
        {
            var answer = (await small.UploadAsync(Events, file)).Expect(202);
            return (Int(answer, "queued"), Int(answer, "conflicts"));
        }
    }

    [Fact]
    public async Task Two_files_that_name_the_same_new_leads_lose_no_row()
    {
        var file = "eventType,email\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"page_view,both{i}@example.com\n"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _api.UploadAsync(Events + "?createLeads=true", file)));
        Assert.All(answers, a => Assert.Equal(0, Int(a.Expect(202), "rejected")));
        Assert.Equal(3000, answers.Sum(a => Int(a.Json, "createdLeads")));
    }

    [Fact]
    public async Task Too_many_rejected_rows_end_an_import_and_what_was_valid_stays()
    {
        await using var strict = await ApiHost.StartAsync(arguments: ["--Imports:MaxRejected=3"]);
        var lead = await strict.LeadAsync();
        var answer = await strict.UploadAsync(Events, $"eventType,leadId\npage_view,{lead}\n" + string.Concat(Enumerable.Range(0, 1500).Select(i => i < 998 ? $"page_view,{lead}\n" : "page_view,nobody\n")));
        Assert.Contains("More than 3 rows", answer.ExpectProblem(400, "file"), StringComparison.Ordinal);
        var import = (await strict.GetAsync("/api/imports/" + Text(answer.Json, "importId"))).Expect(200);
        Assert.Equal(("failed", 3), (Text(import, "state"), Int(import, "rejected")));
        Assert.True(Int(import, "queued") > 0);
    }

    [Fact]
    public async Task Uploads_beyond_the_concurrency_limit_are_refused()
    {
        await using var narrow = await ApiHost.StartAsync(arguments: ["--Imports:MaxOpen=1"]);
        var lead = await narrow.LeadAsync();
        narrow.Queue.Throws = new QueueFullException(5, 4);
        var first = narrow.UploadAsync(Events, $"eventType,leadId\npage_view,{lead}\n");
        await Wait.UntilAsync(async () => (await narrow.GetAsync("/api/imports")).Expect(200).GetArrayLength() == 1, "the first one is being read");
        Assert.Equal("running", Text((await narrow.GetAsync("/api/imports")).Json[0], "state"));
        Assert.Equal(503, (await narrow.UploadAsync(Events, "eventType,leadId\n")).Status);
        narrow.Queue.Throws = null;
        (await first).Expect(202);
        Assert.Equal(400, (await narrow.UploadAsync(Events, "eventType,leadId\n")).Status);
    }

    /// <summary>Waits until the queue was called so many more times.</summary>
    private static Task TriesAsync(ApiHost api, int count, FakeTimeProvider? time = null)
    {
        var before = api.Queue.Appends;
        return Wait.UntilAsync(
            () =>
            {
                time?.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(api.Queue.Appends >= before + count);
            },
            "it is retried");
    }

    /// <summary>Advances the time until the upload has ended.</summary>
    private static Task PassAsync(FakeTimeProvider time, TimeSpan step, Task upload) => Wait.UntilAsync(
        () =>
        {
            time.Advance(step);
            return Task.FromResult(upload.IsCompleted);
        },
        "it has ended");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
