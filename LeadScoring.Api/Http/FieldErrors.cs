namespace LeadScoring.Api.Http;

/// <summary>What is wrong with a request, by field. Allocates nothing while everything is right.</summary>
internal struct FieldErrors
{
    private List<(string Field, string Message)>? _all;

    public readonly bool Any => _all is not null;

    public void Add(string field, string message) => (_all ??= []).Add((field, message));

    public readonly Dictionary<string, string[]> ByField() =>
        (_all ?? []).GroupBy(e => e.Field, e => e.Message).ToDictionary(g => g.Key, g => g.ToArray());

    public readonly override string ToString() => string.Join(" ", (_all ?? []).Select(e => $"{e.Field}: {e.Message}"));
}
