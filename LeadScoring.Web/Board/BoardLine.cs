namespace LeadScoring.Web.Board;

/// <summary>A row as one circuit shows it.</summary>
/// <param name="Change">Since the page was opened.</param>
/// <param name="HasEntered">It came into the list a moment ago.</param>
public sealed record BoardLine(BoardRow Row, long Change, bool HasEntered);
