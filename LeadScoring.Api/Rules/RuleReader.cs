using LeadScoring.Api.Http;

namespace LeadScoring.Api.Rules;

/// <summary>Reads and checks a rule as a client sends it.</summary>
internal static class RuleReader
{
    public const string All = "all";
    private const int MaxPoints = 1_000_000;
    private const int MaxDescription = 500;

    public static readonly string[] Members = ["points", "active", "description", "appliesTo"];

    public static RuleRequest Read(JsonFields fields) => new(
        fields.Integer("points", -MaxPoints, MaxPoints, required: true) ?? 0,
        fields.Flag("active"),
        fields.Text("description", MaxDescription, required: false),
        fields.Choice("appliesTo", "new", All));
}
