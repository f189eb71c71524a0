namespace LeadScoring.Web.Http;

/// <summary>The dashboard is the API's first client: whatever it shows came from there, through here.</summary>
/// <exception cref="ApiException">Of every call: refused, or no answer.</exception>
public sealed class ApiHttp(HttpClient http, IConfiguration configuration)
{
    /// <summary>Where the API answers, for people; calls find it by service discovery, which reads the same settings.</summary>
    public Uri Address => new(configuration["Services:api:https:0"] ?? configuration["Services:api:http:0"]!);

    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), ct);

    public Task<T> SendAsync<T>(HttpMethod method, string path, object body, CancellationToken ct) =>
        SendAsync<T>(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) }, ct);

    public async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, ct).ConfigureAwait(false);
        return await ReadAsync<T>(response, ct).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, CancellationToken ct)
    {
        using var response = await AnswerAsync(new HttpRequestMessage(HttpMethod.Delete, path), HttpCompletionOption.ResponseContentRead, ct).ConfigureAwait(false);
    }

    /// <summary>The answer as it comes, for downloads.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path, CancellationToken ct) =>
        AnswerAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, ct);

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        using (request)
        {
            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, completion, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or TaskCanceledException or IOException)
            {
                throw ApiException.NoAnswer(wrote: request.Method != HttpMethod.Get);
            }

            if (response.IsSuccessStatusCode) return response;
            using (response) throw await ApiProblem.ReadAsync(response, ct).ConfigureAwait(false);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(ct).ConfigureAwait(false))!;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is System.Text.Json.JsonException or IOException or HttpRequestException or NotSupportedException)
        {
            throw ApiException.NoAnswer(); // it broke off
        }
    }
}
