using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Queue;

namespace LeadScoring.Demo.Api;

/// <summary>The part of the public API that the demo uses. Every call may throw <see cref="ApiUnavailableException"/>.</summary>
internal sealed class LeadScoringApi(IHttpClientFactory clients)
{
    public const string ClientName = "api";

    /// <summary>Leads on a page, at most.</summary>
    public const int MaxPage = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Metadata is kept as it is sent.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="search">A part of the name, e-mail address or company; null: all leads.</param>
    /// <param name="limit">From 1 to <see cref="MaxPage"/>.</param>
    public async Task<LeadPageResponse> FindLeadsAsync(string? search, int limit, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/leads?limit={limit}&search={Uri.EscapeDataString(search ?? "")}", null, ct);
        return await ReadAsync<LeadPageResponse>(response, ct);
    }

    /// <returns>Null: there is no such lead.</returns>
    public async Task<LeadResponse?> FindLeadAsync(string id, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/leads/{Uri.EscapeDataString(id)}", null, ct);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<LeadResponse>(response, ct);
    }

    /// <returns>The new lead, or the one that has the address already.</returns>
    public async Task<LeadResponse> CreateLeadAsync(LeadRequest lead, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/leads", lead, ct);
        if (response.StatusCode != HttpStatusCode.Conflict) return await ReadAsync<LeadResponse>(response, ct);
        var problem = await response.Content.ReadFromJsonAsync<ProblemResponse>(Json, ct);
        var existing = problem?.ExistingLeadId is { } id ? await FindLeadAsync(id, ct) : null;
        return existing ?? throw new ApiUnavailableException("the lead was neither created nor found"); // deleted in between
    }

    /// <summary>Also of a lead that is deleted already.</summary>
    public async Task DeleteLeadAsync(string id, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/leads/{Uri.EscapeDataString(id)}", null, ct);
        if (response.StatusCode != HttpStatusCode.NotFound) response.EnsureSuccessStatusCode();
    }

    /// <summary>Queues the events. Those whose lead was deleted meanwhile are rejected, which is not an error.</summary>
    public async Task SubmitEventsAsync(IReadOnlyList<EventRequest> events, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/events/batch", new BatchRequest(events), ct);
        await ReadAsync<BatchResponse>(response, ct);
    }

    /// <returns>False: the lead was deleted.</returns>
    public async Task<bool> SubmitEventAsync(EventRequest e, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/events", e, ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        response.EnsureSuccessStatusCode();
        return true;
    }

    /// <summary>Events in the live lane that are not committed yet.</summary>
    public async Task<long> LiveBacklogAsync(CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/queue/stats", null, ct);
        var stats = await ReadAsync<QueueStatsResponse>(response, ct);
        return stats.Partitions.Where(p => p.Lane == "live").Sum(p => p.Waiting + p.Active + p.Delayed);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
        HttpResponseMessage response;
        try
        {
            response = await clients.CreateClient(ClientName).SendAsync(request, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new ApiUnavailableException($"no answer ({e.Message})", e);
        }

        if (response.StatusCode != HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500) return response;
        using (response) throw new ApiUnavailableException($"it answered {(int)response.StatusCode}") { IsBacklog = response.StatusCode == HttpStatusCode.TooManyRequests };
    }

    /// <exception cref="HttpRequestException">The API refused; sending it again is of no use.</exception>
    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(Json, ct))!;
    }
}

/// <summary>The API does not answer, or answers 429 or 5xx: the same call may succeed later.</summary>
internal sealed class ApiUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Too many events wait to be scored.</summary>
    public bool IsBacklog { get; init; }
}
