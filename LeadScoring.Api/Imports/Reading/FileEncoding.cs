using System.Text;
using System.Text.Unicode;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Finds out in which encoding a text file is: by its byte order mark, by the zero bytes of UTF-16, as UTF-8 if it is valid, else as
/// Windows-1252 if it looks like a western language.
/// </summary>
internal static class FileEncoding
{
    /// <summary>Stands for a byte that is not valid in the encoding: no character, so no text has it.</summary>
    public const char Invalid = '\ufdd0';

    /// <summary>The same in UTF-8, into which JSON is transcoded.</summary>
    public static ReadOnlySpan<byte> InvalidInUtf8 => "\ufdd0"u8;

    /// <summary>Bytes above 127 that stand together in so long a row are words of a language that Windows-1252 does not have.</summary>
    private const int ForeignRun = 4;

    private const int Windows1252 = 1252;

    /// <summary>The bytes that Windows-1252 does not define.</summary>
    private static readonly byte[] Undefined = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

    static FileEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="head">The beginning of the file.</param>
    /// <exception cref="FileFaultException">It is none of them.</exception>
    public static Encoding Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((byte[])[0xff, 0xfe, 0, 0])) return Marking(new UTF32Encoding(bigEndian: false, byteOrderMark: true));
        if (head.StartsWith((byte[])[0, 0, 0xfe, 0xff])) return Marking(new UTF32Encoding(bigEndian: true, byteOrderMark: true));
        if (head.StartsWith((byte[])[0xff, 0xfe])) return Marking(Encoding.Unicode);
        if (head.StartsWith((byte[])[0xfe, 0xff])) return Marking(Encoding.BigEndianUnicode);
        if (head.StartsWith(Encoding.UTF8.Preamble)) return Marking(Encoding.UTF8);
        if (ZeroBytes(head) is { } utf16) return Marking(utf16);
        if (Utf8.IsValid(WithoutCut(head)) || HasMoreValidThanInvalid(head)) return Marking(Encoding.UTF8);
        if (head.IndexOfAny(Undefined) < 0 && !IsForeign(head)) return Marking(Encoding.GetEncoding(Windows1252));
        throw new FileFaultException("The file is neither UTF-8 nor Windows-1252. Save it as UTF-8 (in a spreadsheet: CSV UTF-8), or name its encoding in the mapping.");
    }

    /// <summary>Null when there is no such encoding.</summary>
    public static Encoding? ByName(string name)
    {
        try
        {
            return Marking(Encoding.GetEncoding(name.Trim()));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The encoding, reading what is invalid in it as <see cref="Invalid"/>.</summary>
    private static Encoding Marking(Encoding encoding)
    {
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(Invalid.ToString());
        return marking;
    }

    /// <summary>Latin letters in UTF-16 have a zero byte each.</summary>
    private static Encoding? ZeroBytes(ReadOnlySpan<byte> head)
    {
        var (even, odd, pairs) = (0, 0, head.Length / 2);
        for (var i = 0; i < pairs; i++)
        {
            if (head[2 * i] == 0) even++;
            if (head[(2 * i) + 1] == 0) odd++;
        }

        if (pairs < 4) return null;
        if (odd > pairs / 2 && even == 0) return Encoding.Unicode;
        return even > pairs / 2 && odd == 0 ? Encoding.BigEndianUnicode : null;
    }

    /// <summary>Without the beginning of a character whose end is not in the head.</summary>
    private static ReadOnlySpan<byte> WithoutCut(ReadOnlySpan<byte> head)
    {
        for (var back = 1; back <= Math.Min(3, head.Length); back++)
        {
            if (head[^back] >= 0xc0) return head[..^back];
            if (head[^back] < 0x80) break;
        }

        return head;
    }

    /// <summary>A file in UTF-8 with some broken rows, which are rejected.</summary>
    private static bool HasMoreValidThanInvalid(ReadOnlySpan<byte> head)
    {
        var (valid, invalid) = (0, 0);
        while (!head.IsEmpty)
        {
            var result = Rune.DecodeFromUtf8(head, out _, out var length);
            if (result != System.Buffers.OperationStatus.Done) invalid++;
            else if (length > 1) valid++;
            head = head[length..];
            var next = head.IndexOfAnyInRange((byte)0x80, (byte)0xff);
            if (next < 0) break;
            head = head[next..];
        }

        return valid >= invalid;
    }

    private static bool IsForeign(ReadOnlySpan<byte> head)
    {
        var (all, inRuns, run) = (0, 0, 0);
        foreach (var b in head)
        {
            if (b < 0x80)
            {
                if (run >= ForeignRun) inRuns += run;
                run = 0;
                continue;
            }

            all++;
            run++;
        }

        if (run >= ForeignRun) inRuns += run;
        return inRuns * 5 > all;
    }
}
