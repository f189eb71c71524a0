namespace LeadScoring.Api.Imports.Reading;

/// <summary>Finds the end of a record that is too long to be kept, piece by piece.</summary>
/// <param name="delimiter">Between cells.</param>
/// <param name="quotes">False: the first line end is the end.</param>
internal sealed class CsvSkip(byte delimiter, bool quotes)
{
    private State _state = quotes ? State.CellStart : State.Plain;

    private enum State { CellStart, Plain, Quoted, QuoteInQuoted, CarriageReturn, Done }

    public bool IsDone => _state == State.Done;

    /// <summary>The quotes do not add up: what was read over may be anything.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Inside quotes still.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    public long Lines { get; private set; } = 1;

    /// <summary>How much of the piece belongs to the record.</summary>
    public int Next(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_state == State.CarriageReturn)
            {
                _state = State.Done;
                return piece[i] == '\n' ? i + 1 : i;
            }

            if (piece[i] == '\n') Lines++;
            IsBroken |= _state == State.QuoteInQuoted && piece[i] is not ((byte)'"' or (byte)'\n' or (byte)'\r') && piece[i] != delimiter;
            _state = After(piece[i]);
            if (_state == State.Done) return i + 1;
        }

        return piece.Length;
    }

    private State After(byte b) => (_state, b) switch
    {
        (State.Quoted, (byte)'"') => State.QuoteInQuoted,
        (State.Quoted, _) => State.Quoted,
        (State.QuoteInQuoted, (byte)'"') => State.Quoted,
        (_, (byte)'\n') => State.Done,
        (_, (byte)'\r') => State.CarriageReturn,
        (State.CellStart, (byte)'"') => State.Quoted,
        (_, var c) when c == delimiter && quotes => State.CellStart,
        _ => State.Plain,
    };
}
