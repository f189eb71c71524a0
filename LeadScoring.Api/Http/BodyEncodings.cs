using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Http;

/// <summary>
/// Opens compressed bodies of requests. Limits of size hold for what is in them: reading stops there, so a small body that would become a
/// huge one costs no more than a huge one.
/// </summary>
internal static class BodyEncodings
{
    private const string Accepted = "gzip, br, deflate";

    public static void AddBodyEncodings(this IServiceCollection services) => services.AddRequestDecompression(options =>
    {
        options.DecompressionProviders.Clear();
        options.DecompressionProviders.Add("gzip", new Provider("gzip", body => new GZipStream(body, CompressionMode.Decompress)));
        options.DecompressionProviders.Add("br", new Provider("br", body => new BrotliStream(body, CompressionMode.Decompress)));
        options.DecompressionProviders.Add("deflate", new Provider("deflate", body => new ZLibStream(body, CompressionMode.Decompress)));
    });

    public static void UseBodyEncodings(this WebApplication app)
    {
        app.Use(CheckAsync);
        app.UseRequestDecompression();
    }

    /// <summary>What the middleware would pass on as it is, is refused here.</summary>
    private static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        var encoding = headers.ContentEncoding.ToString().Trim();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) headers.Remove(HeaderNames.ContentEncoding);
        else if (Accepted.Split(", ").Contains(encoding, StringComparer.OrdinalIgnoreCase)) headers.ContentLength = null; // the size of what is in it is not known
        else if (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method)) return RefuseAsync(context);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.AcceptEncoding = Accepted;
        return Problems.UnsupportedBody("The Content-Encoding of the body is not one that is read here. Send one of gzip, br and deflate, once, or a body without Content-Encoding.").ExecuteAsync(context);
    }

    private sealed class Provider(string name, Func<Stream, Stream> open) : IDecompressionProvider
    {
        public Stream GetDecompressionStream(Stream stream) => new CheckedStream(name, open(stream));
    }

    /// <summary>A stream whose faults are the client's: a body that is not compressed as it says.</summary>
    private sealed class CheckedStream(string name, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                throw new BadHttpRequestException($"The body is not {name}, as its Content-Encoding says, or it is not complete.", StatusCodes.Status400BadRequest, e);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
