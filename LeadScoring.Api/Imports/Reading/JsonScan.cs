namespace LeadScoring.Api.Imports.Reading;

/// <summary>Finds the end of a JSON value, piece by piece, by its brackets and strings alone. Whether it is valid JSON is checked later.</summary>
/// <param name="opened">The bracket that has been read already; 0 if none has.</param>
internal struct JsonScan(byte opened)
{
    private int _depth = opened == 0 ? 0 : 1;
    private byte _opened = opened;
    private bool _inString;
    private bool _escaped;
    private bool _begun = opened != 0;

    public bool IsDone { get; private set; }

    /// <summary>The bracket at its end is not the one that closes it: another is missing, and what was read may be more than one value.</summary>
    public bool IsBroken { get; private set; }

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
                    if (_depth++ == 0) _opened = piece[i];
                    _begun = true;
                    break;
                case (byte)'}' or (byte)']' when _depth > 0:
                    if (--_depth > 0) break;
                    IsBroken = piece[i] != _opened + 2; // in ASCII
                    return Done(i + 1);
                case (byte)',' or (byte)']' or (byte)'}' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when _depth == 0:
                    return Done(_begun || piece[i] is not ((byte)'}' or (byte)']') ? i : i + 1);
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
