using System.Text;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Uploads a file and compares all that came of it. For events, the leads ada, bob and eve@x.example exist.</summary>
public abstract class RealWorldTests : IAsyncLifetime
{
    protected const string Events = "/api/events/upload";
    protected const string Leads = "/api/leads/upload";
    private static readonly string[] Known = ["ada", "bob", "eve"];

    private protected ApiHost Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await Api.DisposeAsync();

    private protected async Task CheckEventsAsync(FileCase file)
    {
        foreach (var name in Known) await Api.LeadAsync($"{name}@x.example");
        await CheckAsync(Events, file);
    }

    private protected Task CheckLeadsAsync(FileCase file) => CheckAsync(Leads, file);

    private protected async Task CheckAsync(string path, FileCase file)
    {
        foreach (var earlier in file.Before) await SendAsync(path + file.Query, await FillAsync(Encoding.UTF8.GetBytes(earlier)), file.Mapping);
        FileOutcome.AssertMatches(file.Expected, await OutcomeAsync(path + file.Query, await FillAsync(file.File), file.Mapping));
    }

    /// <summary>See <see cref="FileOutcome"/>.</summary>
    private protected async Task<List<string>> OutcomeAsync(string path, byte[] file, string? mapping = null)
    {
        var (queued, leads) = (Api.Queue.Enqueued.Count, (await FileOutcome.LeadsAsync(Api)).Keys.ToHashSet());
        var answer = await SendAsync(path, file, mapping);
        return await FileOutcome.ReadAsync(Api, answer, [.. Api.Queue.Enqueued.Skip(queued)], leads);
    }

    private protected Task<List<string>> OutcomeAsync(string path, string file, string? mapping = null) => OutcomeAsync(path, Encoding.UTF8.GetBytes(file), mapping);

    private protected Task<Answer> SendAsync(string path, byte[] file, string? mapping = null)
    {
        var form = new MultipartFormDataContent();
        if (mapping is not null) form.Add(new StringContent(mapping), "mapping");
        form.Add(new ByteArrayContent(file), "file", "file.csv");
        return Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form });
    }

    private async Task<byte[]> FillAsync(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        if (!Known.Any(name => text.Contains($"{{{name}}}", StringComparison.Ordinal))) return file;
        foreach (var (id, lead) in await FileOutcome.LeadsAsync(Api)) text = text.Replace($"{{{lead.GetProperty("email").GetString()!.Split('@')[0]}}}", id, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text);
    }
}
