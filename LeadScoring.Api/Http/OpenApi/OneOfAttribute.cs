namespace LeadScoring.Api.Http.OpenApi;

/// <summary>The values that a text can have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;
}
