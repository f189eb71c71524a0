namespace LeadScoring.Web.Frame;

/// <summary>How an input is tied to its label and to what is wrong with it.</summary>
/// <param name="ErrorId">Null: nothing is wrong.</param>
public sealed record FieldInput(string Id, string? ErrorId)
{
    public string? Invalid => ErrorId is null ? null : "true";
}
