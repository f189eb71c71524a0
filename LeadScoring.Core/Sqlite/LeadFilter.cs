using LeadScoring.Core.Leads;

namespace LeadScoring.Core.Sqlite;

/// <summary>The conditions of a page of leads. The SQL is put together from constants; what the user wrote is only ever bound.</summary>
internal sealed class LeadFilter
{
    private readonly List<string> _conditions = [];
    private readonly List<Func<SqlStatement, SqlStatement>> _values = [];

    public bool IsEmpty => _conditions.Count == 0;

    public bool ReadsLeads { get; private set; }

    public bool ReadsScores { get; private set; }

    public string Where => IsEmpty ? "" : " WHERE " + string.Join(" AND ", _conditions);

    public static LeadFilter Of(LeadQuery query)
    {
        var filter = new LeadFilter();
        if (query.MinScore is { } min) filter.OnScores("s.score >= ?", s => s.Bind(min));
        if (query.MaxScore is { } max) filter.OnScores("s.score <= ?", s => s.Bind(max));
        if (query.Status is { } status) filter.OnLeads("l.status = ?", s => s.Bind((int)status));
        if (!string.IsNullOrEmpty(query.Search))
        {
            var key = TextKey.Of(query.Search);
            filter.OnLeads(LeadSearch.Condition, s => LeadSearch.Bind(s, key));
        }

        return filter;
    }

    public SqlStatement Bind(SqlStatement statement)
    {
        foreach (var value in _values) value(statement);
        return statement;
    }

    private void OnScores(string condition, Func<SqlStatement, SqlStatement> value)
    {
        ReadsScores = true;
        Add(condition, value);
    }

    private void OnLeads(string condition, Func<SqlStatement, SqlStatement> value)
    {
        ReadsLeads = true;
        Add(condition, value);
    }

    private void Add(string condition, Func<SqlStatement, SqlStatement> value)
    {
        _conditions.Add(condition);
        _values.Add(value);
    }
}
