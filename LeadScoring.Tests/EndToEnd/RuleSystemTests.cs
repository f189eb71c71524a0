using System.Text;
using System.Text.Json;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

[Collection(WholeSystem.Name)]
public sealed class RuleSystemTests
{
    private const int Leads = 5_000;
    private const int Events = 50_000;

    [Fact]
    public async Task A_rule_for_all_does_what_its_preview_said_although_the_worker_is_killed_and_live_events_go_on()
    {
        await using var app = await RunningApp.StartAsync();
        var leads = await ImportAsync(app.Api);
        var before = await ScoresAsync(app.Api);
        var draft = new { eventType = "page_view", points = -3, appliesTo = "all", thresholds = new[] { 100, 500 } };
        using var previewed = await app.Api.Http.PostAsJsonAsync("/api/rules/preview", draft);
        var preview = await ApiClient.JsonAsync(previewed);

        var probe = await app.Api.CreateLeadAsync("Probe", "probe@example.com");
        using var published = await app.Api.Http.PutAsJsonAsync("/api/rules/page_view", new { draft.points, draft.appliesTo });
        var job = (await ApiClient.JsonAsync(published)).GetProperty("rescore").GetProperty("id").GetInt64();
        var halfway = await ProgressAsync(app.Api, job, done: 200);
        Assert.NotEqual("completed", halfway.GetProperty("state").GetString());
        await app.KillBusyWorkerAsync();
        for (var i = 0; i < 5; i++) await PostAndWaitAsync(app.Api, probe, $"probe-{i}", (i + 1) * 100);
        var rescore = await ProgressAsync(app.Api, job, done: Leads);

        var after = await ScoresAsync(app.Api);
        var changes = before.Select(b => (Before: b.Value, After: after[b.Key])).Where(c => c.Before != c.After).ToList();
        Assert.Equal(("completed", (long)Leads, (long)changes.Count), (rescore.GetProperty("state").GetString(), rescore.GetProperty("done").GetInt64(), rescore.GetProperty("changed").GetInt64()));
        Assert.Equal(
            ((long)Leads, (long)changes.Count, changes.Sum(c => c.After - c.Before)),
            (preview.GetProperty("leads").GetInt64(), preview.GetProperty("changed").GetInt64(), preview.GetProperty("totalChange").GetInt64()));
        foreach (var crossing in preview.GetProperty("crossings").EnumerateArray())
        {
            var threshold = crossing.GetProperty("threshold").GetInt64();
            Assert.Equal(
                (changes.Count(c => c.Before < threshold && c.After >= threshold), changes.Count(c => c.Before >= threshold && c.After < threshold)),
                (crossing.GetProperty("up").GetInt32(), crossing.GetProperty("down").GetInt32()));
        }

        await AssertEveryLedgerSumsAsync(app.Api, leads, after);
        await AssertReplayFindsNothingAsync(app.Api);
    }

    /// <summary>Leads and events by file, as an admin would bring them.</summary>
    private static async Task<List<string>> ImportAsync(ApiClient api)
    {
        var random = new Random(3);
        string[] types = ["email_open", "page_view", "page_view", "form_submission", "demo_request", "unheard_of"];
        var file = new StringBuilder("eventType,email,timestamp\n");
        for (var i = 0; i < Events; i++)
        {
            var lead = i < Leads ? i : random.Next(Leads);
            file.Append(types[random.Next(types.Length)]).Append(",all-").Append(lead).Append("@example.com,2026-0").Append(random.Next(1, 7)).Append('-').Append(random.Next(10, 29)).Append('\n');
        }

        using var form = new MultipartFormDataContent { { new StringContent(file.ToString()), "file", "history.csv" } };
        using var response = await api.Http.PostAsync("/api/events/upload?createLeads=true", form);
        var answer = await ApiClient.JsonAsync(response);
        Assert.Equal((Events, Leads), (answer.GetProperty("queued").GetInt32(), answer.GetProperty("createdLeads").GetInt32()));
        await api.DrainAsync(TimeSpan.FromSeconds(120));
        return [.. (await ScoresAsync(api)).Keys];
    }

    /// <summary>Of all leads but the probe, by the export.</summary>
    private static async Task<Dictionary<string, long>> ScoresAsync(ApiClient api)
    {
        var (_, rows) = Api.Exports.Csv.Read(await api.Http.GetStringAsync("/api/export/leads?search=all-"));
        Assert.Equal(Leads, rows.Count);
        return rows.ToDictionary(r => r["Lead ID"], r => long.Parse(r["Score"], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<JsonElement> ProgressAsync(ApiClient api, long job, int done)
    {
        var rescore = default(JsonElement);
        await Wait.UntilAsync(
            async () => (rescore = await api.GetAsync($"/api/rescores/{job}")).GetProperty("done").GetInt32() >= done && (done < Leads || rescore.GetProperty("state").GetString() == "completed"), $"{done} leads are rescored", TimeSpan.FromSeconds(60));
        return rescore;
    }

    private static async Task PostAndWaitAsync(ApiClient api, string lead, string eventId, int score)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = JsonContent.Create(new { eventId, eventType = "purchase", leadId = lead }) };
        request.Headers.Add("Prefer", "wait=20");
        using var response = await api.Http.SendAsync(request);
        var job = await ApiClient.JsonAsync(response);
        Assert.True((int)response.StatusCode == 200, job.ToString());
        Assert.Equal(score, job.GetProperty("result").GetProperty("score").GetInt32());
    }

    private static Task AssertEveryLedgerSumsAsync(ApiClient api, List<string> leads, Dictionary<string, long> scores) =>
        Parallel.ForEachAsync(leads, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (lead, ct) =>
        {
            var ledger = await api.LedgerAsync(lead, ct);
            Assert.Equal(scores[lead], ledger.Sum(l => l.GetProperty("change").GetInt64()));
            Assert.All(ledger.Where(l => l.GetProperty("eventType").GetString() == "page_view"), l => Assert.Equal(-3, l.GetProperty("points").GetInt32()));
        });

    private static async Task AssertReplayFindsNothingAsync(ApiClient api)
    {
        using var response = await api.Http.PostAsync("/api/replay", null);
        var replay = default(JsonElement);
        await Wait.UntilAsync(
            async () => (replay = await api.GetAsync(response.Headers.Location!.ToString())).GetProperty("state").GetString() == "completed", "the replay completes", TimeSpan.FromSeconds(60));
        Assert.Equal((Leads + 1, 0), (replay.GetProperty("done").GetInt32(), replay.GetProperty("differences").GetInt32()));
    }
}
