namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Lead numbers by id, as a connection has seen them. A number never stands for another lead later, so a stale
/// entry of a deleted lead finds no row. Bounded; forgotten when a transaction is rolled back.
/// </summary>
internal sealed class LeadNumbers(SqlSession session)
{
    private const int MaxKnown = 20_000;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public long? Number(string id)
    {
        if (_numbers.TryGetValue(id, out var known)) return known;
        if (session.Use("SELECT lead_no FROM leads WHERE id = ?1").Bind(id).Scalar() is not { } number) return null;
        if (_numbers.Count >= MaxKnown) _numbers.Clear();
        return _numbers[id] = number;
    }

    public string? Id(long number)
    {
        using var row = session.Use("SELECT id FROM leads WHERE lead_no = ?1").Bind(number);
        return row.Read() ? row.Text(0) : null;
    }

    public void Clear() => _numbers.Clear();
}
