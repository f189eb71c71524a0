namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Search by any substring of name, e-mail or company. <c>instr</c> knows no wildcards, so every character is safe; it
/// looks at each lead in turn, until an index over trigrams takes its place here.
/// </summary>
internal static class LeadSearch
{
    public const string Condition =
        "(instr(l.name_key, ?) > 0 OR instr(l.email_key, ?) > 0 OR instr(l.company_key, ?) > 0)";

    public static SqlStatement Bind(SqlStatement statement, string key) => statement.Bind(key).Bind(key).Bind(key);
}
