using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Tests.Api.Exports;

/// <summary>Exports are sent part by part, as fast as the client receives them; if they fail, the connection is broken off.</summary>
public sealed class ExportStreamTests : IAsyncLifetime
{
    private const int ManyParts = 200;
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ApiHost _api = null!;
    private int _parts;

    private ScriptedExport Store => (ScriptedExport)_api.Services.GetRequiredService<ILeadStore>();

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync(services: services =>
    {
        var real = services.Single(s => s.ServiceType == typeof(ILeadStore)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<ILeadStore>(p => new ScriptedExport((ILeadStore)ActivatorUtilities.CreateInstance(p, real))));
    });

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_first_leads_arrive_before_the_last_ones_are_read()
    {
        Store.Script = _ => TwoParts(null);
        using var response = await OpenAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("Name,", await reader.ReadLineAsync().WaitAsync(Wait.Limit), StringComparison.Ordinal);
        Assert.StartsWith("n1,", await reader.ReadLineAsync().WaitAsync(Wait.Limit), StringComparison.Ordinal);
        _goOn.SetResult();
        Assert.StartsWith("n2,", await reader.ReadToEndAsync().WaitAsync(Wait.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_fails_on_the_way_breaks_the_connection_off()
    {
        Store.Script = _ => TwoParts(new StoreUnavailableException("away"));
        using var response = await OpenAsync();
        Assert.Equal(200, (int)response.StatusCode);
        _goOn.SetResult();
        var e = await Record.ExceptionAsync(() => response.Content.ReadAsStringAsync().WaitAsync(Wait.Limit));
        Assert.True(e is HttpRequestException or IOException, $"{e}");
    }

    [Fact]
    public async Task An_export_that_fails_before_the_first_lead_is_a_problem()
    {
        Store.Script = _ => Failing(new StoreUnavailableException("away"));
        var answer = await _api.GetAsync("/api/export/leads");
        answer.ExpectProblem(503);
        Assert.Equal("1", answer.RetryAfter);
    }

    [Fact]
    public async Task A_lead_deleted_while_its_events_are_exported_breaks_the_connection_off()
    {
        var id = await _api.LeadAsync();
        var events = _api.Services.GetRequiredService<IEventStore>();
        var metadata = $$"""{"x":"{{new string('x', 30_000)}}"}""";
        for (var i = 0; i < 12; i++)
        {
            await events.CommitAsync([.. Enumerable.Range(0, 200).Select(n => Given.Event(id, $"e{i}-{n}", "page_view", 1 + n) with { Metadata = metadata })], default);
        }

        using var response = await _api.Http.GetAsync($"/api/export/events/{id}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(204, (await _api.DeleteAsync($"/api/leads/{id}")).Status);
        var e = await Record.ExceptionAsync(() => response.Content.ReadAsByteArrayAsync().WaitAsync(Wait.Limit));
        Assert.True(e is HttpRequestException or IOException, $"{e}");
    }

    [Fact]
    public async Task An_export_waits_for_a_client_that_receives_nothing_and_ends_when_it_disconnects()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Script = ct => Large(ended, ct);
        using (await OpenAsync())
        {
            var (before, since) = (-1, Environment.TickCount64);
            await Wait.UntilAsync(
                () =>
                {
                    if (before != Volatile.Read(ref _parts)) (before, since) = (_parts, Environment.TickCount64);
                    return Task.FromResult(Environment.TickCount64 - since > 100);
                },
                "the export stands still");
            Assert.InRange(_parts, 1, ManyParts / 2); // a megabyte each, and the sockets' buffers hold a few
        }

        await ended.Task.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task Exports_beyond_the_concurrency_limit_are_refused_until_one_ends()
    {
        Store.Script = _ => TwoParts(null);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++) open.Add(await OpenAsync());
        Assert.Equal("5", (await _api.GetAsync("/api/export/leads")) is { Status: 503 } busy ? busy.RetryAfter : "it was let in");
        _goOn.SetResult();
        foreach (var response in open)
        {
            Assert.Contains("n2,", await response.Content.ReadAsStringAsync().WaitAsync(Wait.Limit), StringComparison.Ordinal);
            response.Dispose();
        }

        await Wait.UntilAsync(async () => (await _api.GetAsync("/api/export/leads")).Status == 200, "another export is accepted");
    }

    private Task<HttpResponseMessage> OpenAsync() => _api.Http.GetAsync("/api/export/leads", HttpCompletionOption.ResponseHeadersRead).WaitAsync(Wait.Limit);

    private async IAsyncEnumerable<IReadOnlyList<Lead>> TwoParts(Exception? failure)
    {
        yield return [Named("n1", null)];
        await _goOn.Task;
        if (failure is not null) throw failure;
        yield return [Named("n2", null)];
    }

    private static async IAsyncEnumerable<IReadOnlyList<Lead>> Failing(Exception failure)
    {
        await Task.Yield();
        if (failure is not null) throw failure;
        yield return [];
    }

    private async IAsyncEnumerable<IReadOnlyList<Lead>> Large(TaskCompletionSource ended, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var part = Enumerable.Range(0, 32).Select(i => Named($"n{i}", new string('x', 32 * 1024))).ToArray();
        try
        {
            while (Interlocked.Increment(ref _parts) < ManyParts)
            {
                await Task.Yield();
                yield return part;
            }

            await Task.Delay(Timeout.Infinite, ct);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static Lead Named(string name, string? metadata) => new(name, name, $"{name}@example.com", null, LeadStatus.New, metadata, 0, 1, 0, null, 0, 0, 1);
}
