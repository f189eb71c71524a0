using System.ComponentModel.DataAnnotations;
using System.Text;
using LeadScoring.Core.Texts;

namespace LeadScoring.Contracts.Json;

/// <summary>A check that can say in words what it takes, for messages such as <c>Must be …</c> and <c>Required: …</c>.</summary>
public interface IExpectation
{
    /// <summary>For example <c>a whole number from 1 to 200</c>.</summary>
    string Expected { get; }
}

/// <summary>A whole number in a range, both ends included.</summary>
public sealed class WholeNumberAttribute : RangeAttribute, IExpectation
{
    public WholeNumberAttribute(int min, int max)
        : base(min, max) => ErrorMessage = $"Must be {Expected}.";

    public string Expected => $"a whole number from {Minimum} to {Maximum}";
}

/// <summary>A text of at most so many characters, without control characters; spaces and invisible characters around it do not count.</summary>
public sealed class TextAttribute(int maxLength) : MaxLengthAttribute(maxLength), IExpectation
{
    /// <summary>It may be left out, null or blank, which is to show nothing.</summary>
    public bool Optional { get; init; }

    public string Expected => $"a text of 1 to {Length} characters";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var sent = value as string ?? "";
        var text = VisibleText.Trim(sent);
        if (text.Length > Length) return new($"Must be at most {Length} characters; it has {text.Length}.");
        if (text.Any(char.IsControl)) return new("Must not contain control characters.");
        if (sent.FirstOrDefault(VisibleText.ChangesDirection) is var c and not '\0') return new($"Must not contain U+{(int)c:X4}, which changes the direction of text. Send the text without it.");
        return text.Length == 0 && !Optional ? new($"Required: {Expected}.") : ValidationResult.Success;
    }
}

/// <summary>The values that a text can have, spelt exactly.</summary>
public sealed class OneOfAttribute : ValidationAttribute, IExpectation
{
    public OneOfAttribute(params string[] values)
    {
        Values = values;
        ErrorMessage = $"Must be {Expected}.";
    }

    public IReadOnlyList<string> Values { get; }

    /// <summary>Empty counts as left out, as in a query.</summary>
    public bool OrEmpty { get; init; }

    /// <summary>It may not be left out.</summary>
    public bool Required { get; init; }

    public string Expected => $"one of {string.Join(", ", Values)}";

    public override bool IsValid(object? value) => value is null ? !Required : (value is string text && (Values.Contains(text) || (OrEmpty && text.Length == 0)));
}

/// <summary>An array of at most so many whole numbers.</summary>
public sealed class WholeNumbersAttribute : MaxLengthAttribute, IExpectation
{
    public WholeNumbersAttribute(int maxItems)
        : base(maxItems) => ErrorMessage = $"Must be {Expected}.";

    public string Expected => $"an array of at most {Length} whole numbers";
}

/// <summary>An array of one to so many ids of leads; whether they exist is for the handler.</summary>
public sealed class LeadIdsAttribute(int maxItems) : LengthAttribute(1, maxItems), IExpectation
{
    public string Expected => $"an array of {MinimumLength} to {MaximumLength} lead ids";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not IReadOnlyList<string?> ids) return new($"Required: {Expected}.");
        if (ids.Count < MinimumLength || ids.Count > MaximumLength) return new($"Must be {Expected}; it has {ids.Count}.");
        for (var i = 0; i < ids.Count; i++)
        {
            if (string.IsNullOrEmpty(ids[i])) return new($"Must be {Expected}; the one at position {i} is empty.");
        }

        return ValidationResult.Success;
    }
}

/// <summary>A JSON object, as the text it was sent as, of at most so many bytes of UTF-8.</summary>
public sealed class JsonObjectAttribute(int maxBytes) : ValidationAttribute, IExpectation
{
    public string Expected => "a JSON object";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not string json) return ValidationResult.Success;
        if (!json.StartsWith('{')) return new($"Must be {Expected}.");
        var bytes = Encoding.UTF8.GetBytes(json);
        if (bytes.Length > maxBytes) return new($"Must be at most {maxBytes} bytes of JSON; it has {bytes.Length}.");
        return JsonText.IsWellFormed(bytes) ? ValidationResult.Success : new("A \\u escape in it is half of a surrogate pair.");
    }
}

/// <summary>An event type.</summary>
public sealed class EventTypeAttribute : RegularExpressionAttribute, IExpectation
{
    public const string Wrong = "Must be " + Shape + ".";
    private const string Shape = "1 to 64 of a-z 0-9 _ . : -, beginning with a letter";

    public EventTypeAttribute()
        : base("^[a-z][a-z0-9_.:-]{0,63}$") => ErrorMessage = Wrong;

    /// <summary>Spaces around it do not count: the handler trims the value.</summary>
    public bool Trimmed { get; init; }

    public string Expected => Shape;

    public override bool IsValid(object? value) => value is string text && (Trimmed ? text.Trim() : text) is { Length: > 0 } type && base.IsValid(type);
}
