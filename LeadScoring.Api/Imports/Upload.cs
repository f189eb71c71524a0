using System.Text;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Imports;

/// <summary>The file part of a multipart/form-data request; its content is not read yet.</summary>
/// <param name="FileName">As the client named it.</param>
/// <param name="Content">The file.</param>
/// <param name="CreateLeads">Whether a form field <c>createLeads</c> before the file is true.</param>
internal sealed record Upload(string FileName, Stream Content, bool CreateLeads)
{
    private const int MaxFileName = 200;
    private const int MaxBoundary = 128;
    private const string HowTo = "Send multipart/form-data with the file as its part \"file\", for example curl -F \"file=@events.csv\".";

    public static async Task<(Upload? Upload, ProblemHttpResult? Problem)> OpenAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return (null, Problems.UnsupportedBody(HowTo));
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary) return (null, Problems.Invalid("file", HowTo));
        try
        {
            return await FindAsync(new MultipartReader(boundary, request.Body), ct) is { } upload ? (upload, null) : (null, Problems.Invalid("file", HowTo));
        }
        catch (Exception e) when (e is InvalidDataException || IsIncomplete(e, ct))
        {
            return (null, Problems.Invalid("file", $"The multipart body is broken. {HowTo}"));
        }
    }

    /// <summary>Whether the request was received to its end, but the multipart body in it lacks its closing boundary.</summary>
    public static bool IsIncomplete(Exception e, CancellationToken ct) =>
        e is IOException and not (BadHttpRequestException or ConnectionResetException) && !ct.IsCancellationRequested;

    private static async Task<Upload?> FindAsync(MultipartReader reader, CancellationToken ct)
    {
        var createLeads = false;
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part)) continue;
            var name = HeaderUtilities.RemoveQuotes(part.Name);
            if (part.IsFileDisposition() || name == "file") return new(NameOf(part), section.Body, createLeads);
            if (name == "createLeads") createLeads = await IsTrueAsync(section.Body, ct);
        }

        return null;
    }

    private static async Task<bool> IsTrueAsync(Stream field, CancellationToken ct)
    {
        var buffer = new byte[16];
        var length = await field.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.ASCII.GetString(buffer, 0, length).Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    private static string NameOf(ContentDispositionHeaderValue part)
    {
        var given = part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName);
        var name = string.Concat(Path.GetFileName(given.Value ?? "").Where(c => !char.IsControl(c)));
        return name.Length == 0 ? "upload" : name[..Math.Min(name.Length, MaxFileName)];
    }
}
