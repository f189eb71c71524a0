namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Takes the cells from a record that CsvHelper has found. Its own access to cells copies the whole record for each that has a quote inside,
/// which makes minutes of a megabyte of <c>a"b,</c>.
/// </summary>
internal ref struct CsvCells(ReadOnlySpan<char> record, char delimiter)
{
    public const string OpenQuote = "A quote is opened and never closed. Close it, or double a quote that is part of the text.";
    private const string TextFollows = "Text follows a closing quote. Double a quote that is part of the text (\"\").";

    private ReadOnlySpan<char> _rest = WithoutLineEnd(record);
    private bool _isTaken;

    /// <summary>Why the quotes are wrong. A quote in the middle of a cell that does not begin with one is part of its text.</summary>
    public string? Fault { get; private set; }

    /// <summary>Null after the last cell, and if the quotes of the next one are wrong.</summary>
    public string? Next()
    {
        if (_isTaken || Fault is not null) return null;
        if (_rest is ['"', ..]) return Quoted();
        var end = _rest.IndexOf(delimiter);
        return Take(end < 0 ? _rest.Length : end).ToString();
    }

    private string? Quoted()
    {
        var (end, isPlain) = (1, true);
        while (Fault is null)
        {
            var length = _rest[end..].IndexOf('"');
            end += length + 1;
            if (length < 0) Fault = OpenQuote;
            else if (end == _rest.Length || _rest[end] == delimiter) return isPlain ? Take(end)[1..^1].ToString() : Take(end)[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            else if (_rest[end++] != '"') Fault = TextFollows;
            else isPlain = false;
        }

        return null;
    }

    /// <summary>Takes a cell and the delimiter after it.</summary>
    private ReadOnlySpan<char> Take(int length)
    {
        var cell = _rest[..length];
        _isTaken = length == _rest.Length;
        _rest = _isTaken ? default : _rest[(length + 1)..];
        return cell;
    }

    private static ReadOnlySpan<char> WithoutLineEnd(ReadOnlySpan<char> record) => record switch
    {
        [.. var text, '\r', '\n'] => text,
        [.. var text, '\r' or '\n'] => text,
        _ => record,
    };
}
