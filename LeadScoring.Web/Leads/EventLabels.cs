using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Events;

namespace LeadScoring.Web.Leads;

/// <summary>The names that people read for event types, and what the types are worth now: made from the rules.</summary>
public sealed class EventLabels(IReadOnlyList<RuleResponse> rules)
{
    private readonly Dictionary<string, RuleResponse> _byType = rules.ToDictionary(r => r.EventType, StringComparer.Ordinal);

    /// <summary>Before the rules are read.</summary>
    public static EventLabels None { get; } = new([]);

    public string this[string eventType] => EventLabel.Of(eventType, _byType.GetValueOrDefault(eventType)?.Description);

    /// <summary>The types that have a rule, those with most points first.</summary>
    public IEnumerable<RuleResponse> Known => rules.OrderByDescending(r => r.Active ? r.Points : 0).ThenBy(r => r.EventType, StringComparer.Ordinal);

    /// <summary>The active rule that raises a score most; null when none does.</summary>
    public RuleResponse? Best => Known.FirstOrDefault(r => r is { Active: true, Points: > 0 });

    public bool Has(string eventType) => _byType.ContainsKey(eventType);

    /// <summary>What an event of the type is worth now.</summary>
    public int Points(string eventType) => _byType.GetValueOrDefault(eventType) is { Active: true } rule ? rule.Points : 0;

    /// <summary>The known type that is spelled almost like this one; null when none is.</summary>
    public string? Like(string eventType)
    {
        var closest = rules.Select(r => (r.EventType, Distance: Distance(r.EventType, eventType))).OrderBy(t => t.Distance).FirstOrDefault();
        return closest.EventType is { } type && closest.Distance <= Math.Max(1, eventType.Length / 4) ? type : null;
    }

    /// <summary>How many letters have to be inserted, removed, replaced or swapped with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
