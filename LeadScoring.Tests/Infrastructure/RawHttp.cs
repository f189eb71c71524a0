using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>Requests byte by byte, for what an HttpClient refuses to send.</summary>
public static class RawHttp
{
    /// <summary>The head of the answer, and of its body what came with the first read after it. The connection is closed then.</summary>
    /// <param name="address">Only host and port of it are used.</param>
    /// <param name="head">Request line and headers, without the empty line.</param>
    public static async Task<RawAnswer> SendAsync(Uri address, string head, string body = "")
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(address.Host), address.Port, limit.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\nConnection: close\r\n\r\n{body}"), limit.Token);
        var received = new StringBuilder();
        var buffer = new byte[64 * 1024];
        int read;
        while (!IsEnough(received.ToString()) && (read = await stream.ReadAsync(buffer, limit.Token)) > 0) received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return RawAnswer.Parse(received.ToString());
    }

    /// <summary>A stream of events never ends: its head is enough. Of a refusal, the body is wanted.</summary>
    private static bool IsEnough(string text) =>
        text.Contains("\r\n\r\n", StringComparison.Ordinal) && !text.StartsWith("HTTP/1.1 4", StringComparison.Ordinal);
}

public sealed record RawAnswer(int Status, string Head, string Body)
{
    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"no answer: {text}");
        return new(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
