namespace LeadScoring.Web.Board;

/// <summary>What every circuit shows: immutable, replaced as a whole.</summary>
/// <param name="ReadAt">When the rows were read from the API; null: not yet.</param>
public sealed record BoardSnapshot(IReadOnlyList<BoardRow> Rows, DateTimeOffset? ReadAt)
{
    public static BoardSnapshot Empty { get; } = new([], null);
}
