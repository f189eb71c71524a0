using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>The leaderboards that can be followed: of all leads, and one per status. Shared by all circuits.</summary>
public sealed class LiveBoards
{
    /// <summary>Rows that are read for everybody; who wants fewer shows fewer.</summary>
    public const int Rows = 100;

    private readonly Dictionary<string, Broadcast<BoardSnapshot>> _byStatus = LeadStatuses.All.Append("").ToDictionary(s => s, _ => new Broadcast<BoardSnapshot>(BoardSnapshot.Empty));

    public Broadcast<LiveState> State { get; } = new(LiveState.Starting);

    /// <param name="status">Null: of all leads.</param>
    public Broadcast<BoardSnapshot> Of(string? status) => _byStatus[status ?? ""];

    /// <summary>Those that somebody looks at; when nobody does, that of all leads, so that it is known whether the API answers.</summary>
    public IReadOnlyList<string?> Wanted()
    {
        var wanted = _byStatus.Where(b => b.Value.HasReaders).Select(b => b.Key.Length == 0 ? null : b.Key).ToList();
        return wanted.Count > 0 ? wanted : [null];
    }
}
