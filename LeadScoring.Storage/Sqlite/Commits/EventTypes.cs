using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>Event types by number, as a connection has seen them. Bounded; forgotten when a transaction is rolled back.</summary>
internal sealed class EventTypes(SqlSession session)
{
    private const int MaxKnown = 4096;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = [];

    public string Name(int number)
    {
        if (_names.TryGetValue(number, out var name)) return name;
        using var row = session.Use("SELECT name FROM event_types WHERE type_no = ?1").Bind(number);
        return row.Read()
            ? Know(number, row.Text(0))
            : throw new InvalidDataException($"Event type {number} is missing.");
    }

    /// <summary>The type's number, given out now if it is new: only inside a write transaction.</summary>
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

    private int? Find(string name) => (int?)session.Use("SELECT type_no FROM event_types WHERE name = ?1").Bind(name).Scalar();

    private int Add(string name)
    {
        session.Use("INSERT INTO event_types(name) VALUES (?1)").Bind(name).Run();
        return (int)session.LastInsertId;
    }

    private string Know(int number, string name)
    {
        if (_names.Count >= MaxKnown) Clear();
        _numbers[name] = number;
        return _names[number] = name;
    }
}
