using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The records of a CSV text, read by CsvHelper, and what is wrong with the quotes of each.</summary>
internal sealed class CsvRecords : IDisposable
{
    /// <summary>So begins whatever is said of a quote that is not closed.</summary>
    public const string QuoteOpened = "A quote is opened and ";

    public const string OpenQuote = QuoteOpened + "never closed. Close it, or double a quote that is part of the text.";
    private const string TextFollows = "Text follows a closing quote. Double a quote that is part of the text (\"\").";
    private const string TooMany = "So many cells of so long a row have quotes in their middle that it is not read. Double a quote that is part of a text, and put quotes around it.";

    /// <summary>Characters: CsvHelper copies the whole record for each cell with a quote in its middle.</summary>
    private const int MaxCopied = 16 * 1024 * 1024;

    private readonly CsvParser _parser;
    private long _copied;

    public CsvRecords(ReadOnlyMemory<char> text, char delimiter) => _parser = new(new MemoryText(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter.ToString(),
        Mode = CsvMode.RFC4180,
        BadDataFound = found => Note(found.Field),
        IgnoreBlankLines = false,
    });

    /// <summary>Where the record begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends, with its line end.</summary>
    public int End { get; private set; }

    /// <summary>Its cells.</summary>
    public int Count => _parser.Count;

    /// <summary>Why its quotes are wrong, as far as its cells have been read.</summary>
    public string? Fault { get; private set; }

    public bool Read()
    {
        (Start, Fault, _copied) = (End, null, 0);
        if (!_parser.Read()) return false;
        End = (int)_parser.CharCount;
        return true;
    }

    /// <summary>Empty when the quotes of this cell, or of one before it, are wrong.</summary>
    public string Cell(int i)
    {
        var cell = Fault is null ? _parser[i] : "";
        return Fault is null ? cell : "";
    }

    public void Dispose() => _parser.Dispose();

    /// <summary>A quote in the middle of a cell that does not begin with one is part of its text.</summary>
    private void Note(string cell)
    {
        _copied += End - Start;
        if (cell.StartsWith('"')) Fault ??= cell.AsSpan().Count('"') % 2 == 0 ? TextFollows : OpenQuote;
        else if (_copied > MaxCopied) Fault ??= TooMany;
    }

    /// <summary>Reads text that is in memory, without copying it first.</summary>
    private sealed class MemoryText(ReadOnlyMemory<char> text) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            var length = Math.Min(count, text.Length - _at);
            text.Span.Slice(_at, length).CopyTo(buffer.AsSpan(index));
            _at += length;
            return length;
        }
    }
}
