namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>A connection's cache of event types and their numbers. Bounded; cleared when a transaction is rolled back.</summary>
internal sealed class EventTypes(SqlSession session)
{
    private const int MaxKnown = 4096;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = [];

    public string Name(int number)
    {
        if (_names.TryGetValue(number, out var name)) return name;
        using var row = session.Use("SELECT name FROM event_types WHERE type_no = $number").Bind("number", number);
        return row.Read()
            ? Know(number, row.Text("name"))
            : throw new InvalidDataException($"Event type {number} is missing.");
    }

    /// <summary>The type's number, assigned now if the type is new: only inside a write transaction.</summary>
    public int Number(string name)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        number = Find(name) ?? Add(name);
        Know(number, name);
        return number;
    }

    public void Clear()
    {
        _numbers.Clear();
        _names.Clear();
    }

    private int? Find(string name) => (int?)session.Use("SELECT type_no FROM event_types WHERE name = $name").Bind("name", name).Scalar();

    private int Add(string name)
    {
        session.Use("INSERT INTO event_types(name) VALUES ($name)").Bind("name", name).Run();
        return (int)session.LastInsertId;
    }

    private string Know(int number, string name)
    {
        if (_names.Count >= MaxKnown) Clear();
        _numbers[name] = number;
        return _names[number] = name;
    }
}

/// <summary>
/// A connection's cache of lead numbers by id. Numbers are never reused, so a stale entry of a deleted lead finds no row.
/// Bounded; cleared when a transaction is rolled back.
/// </summary>
internal sealed class LeadNumbers(SqlSession session)
{
    private const int MaxKnown = 20_000;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public long? Number(string id)
    {
        if (_numbers.TryGetValue(id, out var known)) return known;
        if (session.Use("SELECT lead_no FROM leads WHERE id = $id").Bind("id", id).Scalar() is not { } number) return null;
        if (_numbers.Count >= MaxKnown) _numbers.Clear();
        return _numbers[id] = number;
    }

    public string? Id(long number)
    {
        using var row = session.Use("SELECT id FROM leads WHERE lead_no = $lead").Bind("lead", number);
        return row.Read() ? row.Text("id") : null;
    }

    public void Clear() => _numbers.Clear();
}
