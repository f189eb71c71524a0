using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Http;

/// <summary>One thing that a request can say: a parameter of its path or query, or a member of its JSON body.</summary>
internal sealed record RequestField(string Name, Type Type, IReadOnlyList<ValidationAttribute> Checks)
{
    /// <summary>In words; null when only its type is asked for.</summary>
    public string? Expected => Checks.OfType<IExpectation>().FirstOrDefault()?.Expected;

    /// <summary>What to send instead of a text that is not of the field's type.</summary>
    public string WrongType => Expected is { } expected ? $"Must be {expected}."
        : Bare(Type) == typeof(bool) ? "Must be true or false."
        : Bare(Type) == typeof(QueryTime) ? "Must be an ISO 8601 time, such as 2026-11-22T09:30:00Z (a + in an offset is written %2B)."
        : Bare(Type) == typeof(long) || Bare(Type) == typeof(int) ? "Must be a whole number."
        : "Is of the wrong type.";

    /// <summary>The same of a text that was given.</summary>
    public string WrongText(string text) => (Bare(Type) == typeof(QueryTime) ? EventTime.Reason(text) : null) ?? WrongType;

    /// <summary>What the first check that fails says; null when the value is right.</summary>
    public string? Check(object? value) => Checks
        .Select(check => check.GetValidationResult(value, new ValidationContext(this) { MemberName = Name, DisplayName = Name })?.ErrorMessage)
        .FirstOrDefault(message => message is not null);

    /// <summary>What a handler takes from path and query: simple parameters of its own, and the properties of its query records.</summary>
    public static IEnumerable<RequestField> OfUrl(MethodInfo handler)
    {
        foreach (var parameter in handler.GetParameters())
        {
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                foreach (var property in parameter.ParameterType.GetProperties()) yield return Of(property.Name, property.PropertyType, property);
            }
            else if (Bare(parameter.ParameterType).IsPrimitive || Bare(parameter.ParameterType) == typeof(QueryTime) || parameter.IsDefined(typeof(ValidationAttribute)))
            {
                yield return Of(parameter.Name!, parameter.ParameterType, parameter);
            }
        }
    }

    public static RequestField OfBody(System.Text.Json.Serialization.Metadata.JsonPropertyInfo property) =>
        Of(property.Name, property.PropertyType, property.AttributeProvider!);

    public bool TryParse(string text, out object? value)
    {
        value = text;
        var (type, culture) = (Bare(Type), CultureInfo.InvariantCulture);
        if (type == typeof(int)) return Parsed(int.TryParse(text, culture, out var number), number, out value);
        if (type == typeof(long)) return Parsed(long.TryParse(text, culture, out var number), number, out value);
        if (type == typeof(bool)) return Parsed(bool.TryParse(text, out var flag), flag, out value);
        if (type == typeof(QueryTime)) return Parsed(QueryTime.TryParse(text, culture, out var time), time, out value);
        return true;
    }

    private static bool Parsed(bool isParsed, object parsed, out object? value)
    {
        value = parsed;
        return isParsed;
    }

    private static RequestField Of(string name, Type type, ICustomAttributeProvider attributes) => new(
        JsonNamingPolicy.CamelCase.ConvertName(name), type, [.. attributes.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>()]);

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
