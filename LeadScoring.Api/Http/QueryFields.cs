using System.Globalization;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Http;

/// <summary>Query parameters, each read with a check that says what to send instead. Empty counts as left out.</summary>
internal sealed class QueryFields
{
    private FieldErrors _errors;

    public ref FieldErrors Errors => ref _errors;

    public int Integer(string name, string? value, int fallback, int min, int max)
    {
        if (string.IsNullOrEmpty(value)) return fallback;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        _errors.Add(name, $"Must be a whole number from {min} to {max}.");
        return fallback;
    }

    public long? Long(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        _errors.Add(name, "Must be a whole number.");
        return null;
    }

    /// <summary>Unix ms.</summary>
    public long? Time(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (EventTime.TryParseBound(value, out var ms)) return ms;
        _errors.Add(name, "Must be an ISO 8601 time, such as 2026-11-22T09:30:00Z (a + in an offset is written %2B).");
        return null;
    }

    public T Choice<T>(string name, string? value, T fallback, IReadOnlyDictionary<string, T> choices)
    {
        if (string.IsNullOrEmpty(value)) return fallback;
        if (choices.TryGetValue(value, out var choice)) return choice;
        _errors.Add(name, $"Must be one of {string.Join(", ", choices.Keys)}.");
        return fallback;
    }
}
