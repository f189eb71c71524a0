using System.Text.Json;

namespace LeadScoring.Web.Frame;

/// <summary>The members of a JSON object as lines that can be read; what is nested stays JSON.</summary>
public static class Facts
{
    private const int MaxFacts = 50;
    private const int MaxLength = 500;

    public static IEnumerable<(string Name, string Value)> Of(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } members) yield break;
        var shown = 0;
        foreach (var member in members.EnumerateObject())
        {
            if (++shown > MaxFacts)
            {
                yield return ("…", $"and {members.EnumerateObject().Count() - MaxFacts} more");
                yield break;
            }

            var text = member.Value.ToString();
            yield return (member.Name, text.Length > MaxLength ? text[..MaxLength] + "…" : text);
        }
    }
}
