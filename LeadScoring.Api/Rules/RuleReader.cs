using LeadScoring.Api.Http;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Rules;

/// <summary>Reads and checks a rule as a client sends it.</summary>
internal static class RuleReader
{
    public const string All = RuleRequest.All;
    private const int MaxPoints = 1_000_000;
    private const int MaxDescription = 500;

    public const int MaxThresholds = PreviewRequest.MaxThresholds;
    public const string WrongType = "Must be 1 to 64 of a-z 0-9 _ . : -, beginning with a letter.";

    public static readonly string[] Members = ["points", "active", "description", "appliesTo"];
    public static readonly string[] PreviewMembers = ["eventType", .. Members, "thresholds"];
    public static readonly string[] RollbackMembers = ["version"];

    public static RuleRequest Read(JsonFields fields) => new(
        fields.Integer("points", -MaxPoints, MaxPoints, required: true) ?? 0,
        fields.Flag("active"),
        fields.Text("description", MaxDescription, required: false),
        fields.Choice("appliesTo", "new", All));

    public static RollbackRequest ReadRollback(JsonFields fields) => new(fields.Integer("version", 1, int.MaxValue, required: true) ?? 0);

    public static PreviewRequest ReadPreview(JsonFields fields)
    {
        var type = fields.Text("eventType", 64, required: true);
        if (type is not null && !EventRules.IsEventType(type)) fields.Error("eventType", WrongType);
        var rule = Read(fields);
        return new(type ?? "", rule.Points, rule.Active, rule.Description, rule.AppliesTo, fields.Longs("thresholds", MaxThresholds));
    }
}
