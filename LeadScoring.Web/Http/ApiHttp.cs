using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Web.Http;

/// <summary>The dashboard's connection to the API, from which everything that it shows is read.</summary>
/// <exception cref="ApiException">From every method: the API refused, or did not answer.</exception>
public sealed class ApiHttp(HttpClient http, IConfiguration configuration)
{
    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Where the API answers, for users; requests find it by service discovery, which reads the same settings.</summary>
    public Uri Address => new(configuration["Services:api:https:0"] ?? configuration["Services:api:http:0"]!);

    /// <summary>A request body without the fields that are null: the API takes them as not given.</summary>
    public static JsonContent Json(object body) => JsonContent.Create(body, body.GetType(), options: WithoutNulls);

    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), ct);

    public Task<T> SendAsync<T>(HttpMethod method, string path, object body, CancellationToken ct) =>
        SendAsync<T>(new HttpRequestMessage(method, path) { Content = Json(body) }, ct);

    public async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await SendCheckedAsync(request, ct).ConfigureAwait(false);
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(ct).ConfigureAwait(false))!;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is JsonException or IOException or HttpRequestException or NotSupportedException)
        {
            throw ApiException.NoAnswer(); // the answer broke off
        }
    }

    public async Task DeleteAsync(string path, CancellationToken ct)
    {
        using var response = await SendCheckedAsync(new HttpRequestMessage(HttpMethod.Delete, path), ct).ConfigureAwait(false);
    }

    /// <summary>The answer, whatever its status, as soon as its headers are there.</summary>
    /// <param name="method">GET or HEAD.</param>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, CancellationToken ct) =>
        AnswerAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead, ct);

    private async Task<HttpResponseMessage> SendCheckedAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, ct).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ApiException.ReadAsync(response, ct).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                return await http.SendAsync(request, completion, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or TaskCanceledException or IOException)
            {
                throw ApiException.NoAnswer(wasWrite: request.Method != HttpMethod.Get && request.Method != HttpMethod.Head);
            }
        }
    }
}
