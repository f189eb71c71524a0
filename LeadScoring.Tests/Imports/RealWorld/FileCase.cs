using System.Text;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>A file as some program or person writes it, and what an upload of it must give.</summary>
/// <param name="name">What is special about it.</param>
/// <param name="file">Its bytes. <c>{ada}</c> in it stands for the id of that lead.</param>
/// <param name="expected">The lines of <see cref="FileOutcome"/>.</param>
public sealed class FileCase(string name, byte[] file, params string[] expected)
{
    public FileCase(string name, string file, params string[] expected) : this(name, Encoding.UTF8.GetBytes(file), expected)
    {
    }

    public byte[] File => file;

    public string[] Expected => expected;

    public string Query { get; init; } = "";

    /// <summary>The form field <c>mapping</c>.</summary>
    public string? Mapping { get; init; }

    /// <summary>Files that are uploaded before it, in the same way.</summary>
    public string[] Before { get; init; } = [];

    public override string ToString() => name;
}

/// <summary>Files in other encodings than UTF-8.</summary>
internal static class Encoded
{
    static Encoded() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Every character is a byte.</summary>
    public static byte[] Raw(string bytes) => Encoding.Latin1.GetBytes(bytes);

    public static byte[] In(string encoding, string text) => Encoding.GetEncoding(encoding).GetBytes(text);

    public static byte[] WithMark(Encoding encoding, string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
}
