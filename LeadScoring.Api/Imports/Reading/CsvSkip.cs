namespace LeadScoring.Api.Imports.Reading;

/// <summary>Finds the end of a record that is too long for the window, piece by piece.</summary>
internal sealed class CsvSkip(char delimiter)
{
    private State _state = State.CellStart;

    private enum State { CellStart, Plain, Quoted, QuoteInQuoted, CarriageReturn, Done }

    public bool IsDone => _state == State.Done;

    /// <summary>The quotes are not balanced: what was skipped may be more than one record.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The end of the last piece is inside quotes.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    public long Lines { get; private set; } = 1;

    /// <summary>How much of the piece belongs to the record.</summary>
    public int Next(ReadOnlySpan<char> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_state == State.CarriageReturn)
            {
                _state = State.Done;
                return piece[i] == '\n' ? i + 1 : i;
            }

            if (piece[i] == '\n') Lines++;
            IsBroken |= _state == State.QuoteInQuoted && piece[i] is not ('"' or '\n' or '\r') && piece[i] != delimiter;
            _state = After(piece[i]);
            if (_state == State.Done) return i + 1;
        }

        return piece.Length;
    }

    private State After(char c) => (_state, c) switch
    {
        (State.Quoted, '"') => State.QuoteInQuoted,
        (State.Quoted, _) => State.Quoted,
        (State.QuoteInQuoted, '"') => State.Quoted,
        (_, '\n') => State.Done,
        (_, '\r') => State.CarriageReturn,
        (State.CellStart, '"') => State.Quoted,
        _ when c == delimiter => State.CellStart,
        _ => State.Plain,
    };
}
