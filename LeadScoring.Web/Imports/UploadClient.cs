using System.Net;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Imports;

/// <summary>Sends a file on to the API while it arrives. Without a limit of time: a large file over a slow line takes as long as it takes.</summary>
public sealed class UploadClient(HttpClient http)
{
    private const int BufferBytes = 64 * 1024;

    /// <returns>The API's answer, whatever its status.</returns>
    /// <exception cref="ApiException">The API did not answer, or the file is too large.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequest upload, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path + upload.QueryString) { Content = new StreamContent(upload.Body, BufferBytes) };
        if (upload.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Content.Headers.ContentLength = upload.ContentLength;
        request.Headers.ExpectContinue = true; // an API that refuses at once does so before the file is sent
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or TaskCanceledException or IOException)
        {
            throw IsTooLarge(e) ? TooLarge() : ApiException.NoAnswer(wasWrite: true);
        }
    }

    private static ApiException TooLarge() => new(HttpStatusCode.RequestEntityTooLarge, "The file is larger than 1 GB.", "Split it, and import the parts.");

    private static bool IsTooLarge(Exception? e) =>
        e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } || (e is not null && IsTooLarge(e.InnerException));
}
