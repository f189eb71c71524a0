using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Imports;

/// <summary>A multipart/form-data request with a file, whose content is not read yet, and what the fields before it say.</summary>
internal sealed class Upload
{
    public const string FlagExpected = "Must be true or false.";
    private const int MaxFileName = 200;
    private const int MaxBoundary = 128;
    private const int MaxFlag = 16;
    private const string HowTo = "Send multipart/form-data with the file as its part \"file\", for example curl -F \"file=@events.csv\".";

    private readonly MultipartReader _reader;

    private Upload(MultipartReader reader) => _reader = reader;

    /// <summary>As the client named it.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The file.</summary>
    public Stream Content { get; private set; } = Stream.Null;

    /// <summary>Whether the form field <c>createLeads</c> is set.</summary>
    public bool CreateLeads { get; private set; }

    /// <summary>The form field <c>mapping</c>.</summary>
    public Mapping Mapping { get; private set; } = Mapping.None;

    public static async Task<(Upload? Upload, ProblemHttpResult? Problem)> OpenAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return (null, Problems.UnsupportedBody(HowTo));
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary) return (null, Problems.Invalid("file", HowTo));
        try
        {
            var upload = new Upload(new MultipartReader(boundary, request.Body));
            return await upload.FindFileAsync(ct) is { } problem ? (null, problem) : (upload, null);
        }
        catch (Exception e) when (e is InvalidDataException || IsIncomplete(e, ct))
        {
            return (null, Problems.Invalid("file", $"The multipart body is broken. {HowTo}"));
        }
    }

    /// <summary>Whether the request was received to its end, but the multipart body in it lacks its closing boundary.</summary>
    public static bool IsIncomplete(Exception e, CancellationToken ct) =>
        e is IOException and not (BadHttpRequestException or ConnectionResetException) && !ct.IsCancellationRequested;

    /// <summary>Whether a flag is set, as forms and people write it; null when it is no flag.</summary>
    public static bool? Flag(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        null or "" or "FALSE" or "OFF" or "0" or "NO" => false,
        "TRUE" or "ON" or "1" or "YES" => true,
        _ => null,
    };

    /// <summary>After the file has been read: what comes too late is not ignored.</summary>
    /// <exception cref="FileFaultException">The form has another file, or a field that should have come before the file.</exception>
    public async Task CheckRestAsync(CancellationToken ct)
    {
        try
        {
            while (await _reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (Part(section) is not var (part, name)) continue;
                if (IsFile(part, name)) throw new FileFaultException($"The form has a second file, {NameOf(part)}, which was not read. Send each file in a request of its own; what the first one has counts.");
                if (name is "createLeads" or "mapping") throw new FileFaultException($"The form has the field {name} after the file, so that it came too late. Send it before the file; what counted already counts once.", name);
            }
        }
        catch (InvalidDataException)
        {
            // Whatever follows the file is no part of it.
        }
    }

    /// <summary>Reads the fields up to the file.</summary>
    private async Task<ProblemHttpResult?> FindFileAsync(CancellationToken ct)
    {
        while (await _reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (Part(section) is not var (part, name)) continue;
            if (IsFile(part, name))
            {
                (FileName, Content) = (NameOf(part), section.Body);
                return null;
            }

            if (name == "createLeads")
            {
                if (Flag(Encoding.UTF8.GetString(await ReadAsync(section.Body, MaxFlag, ct))) is not { } flag) return Problems.Invalid(name, FlagExpected);
                CreateLeads = flag;
            }
            else if (name == "mapping")
            {
                var json = await ReadAsync(section.Body, Mapping.MaxBytes, ct);
                var (mapping, error) = json.Length > Mapping.MaxBytes ? (null, $"Must be at most {Mapping.MaxBytes} bytes.")
                    : json.AsSpan().Trim(" \t\r\n"u8).IsEmpty ? (Mapping.None, null) : Mapping.Parse(json);
                if (mapping is null) return Problems.Invalid(name, error!);
                Mapping = mapping;
            }
        }

        return Problems.Invalid("file", HowTo);
    }

    /// <summary>One byte more than the limit at most.</summary>
    private static async Task<byte[]> ReadAsync(Stream field, int max, CancellationToken ct)
    {
        var buffer = new byte[max + 1];
        var length = await field.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return buffer[..length];
    }

    private static (ContentDispositionHeaderValue Part, string Name)? Part(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) ? (part, HeaderUtilities.RemoveQuotes(part.Name).Value ?? "") : null;

    private static bool IsFile(ContentDispositionHeaderValue part, string name) => name is not ("createLeads" or "mapping") && (part.IsFileDisposition() || name == "file");

    private static string NameOf(ContentDispositionHeaderValue part)
    {
        var given = part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName);
        var name = string.Concat(Path.GetFileName(given.Value ?? "").Where(c => !char.IsControl(c)));
        return name.Length == 0 ? "upload" : name[..Math.Min(name.Length, MaxFileName)];
    }
}
