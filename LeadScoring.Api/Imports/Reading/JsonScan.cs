namespace LeadScoring.Api.Imports.Reading;

/// <summary>Finds the end of a JSON value, piece by piece, by its brackets and strings alone: whether it is valid JSON is seen later.</summary>
internal struct JsonScan
{
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _begun;

    public bool IsDone { get; private set; }

    /// <summary>How much of the piece belongs to the value.</summary>
    public int Next(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_inString)
            {
                InString(piece[i]);
                if (!_inString && _depth == 0) return Done(i + 1);
                continue;
            }

            switch (piece[i])
            {
                case (byte)'"':
                    _inString = _begun = true;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    _begun = true;
                    break;
                case (byte)'}' or (byte)']' when _depth > 0:
                    if (--_depth == 0) return Done(i + 1);
                    break;
                case (byte)',' or (byte)']' or (byte)'}' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when _depth == 0:
                    return Done(_begun || piece[i] != '}' ? i : i + 1);
                default:
                    _begun = true;
                    break;
            }
        }

        return piece.Length;
    }

    private void InString(byte b)
    {
        if (_escaped) _escaped = false;
        else if (b == '\\') _escaped = true;
        else if (b == '"') _inString = false;
    }

    private int Done(int length)
    {
        IsDone = true;
        return length;
    }
}
