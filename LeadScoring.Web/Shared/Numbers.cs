using System.Globalization;

namespace LeadScoring.Web.Shared;

/// <summary>Numbers in the dashboard's format.</summary>
public static class Numbers
{
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With a sign, which is the typographic minus: <c>+15</c>, <c>−3</c>, <c>0</c>.</summary>
    public static string WithSign(long number) => number switch
    {
        > 0 => "+" + Of(number),
        < 0 => "\u2212" + Of(-number),
        _ => "0",
    };

    /// <summary><c>10,000+</c>: there are more.</summary>
    public static string AtLeast(long value, bool isLowerBound) => $"{Of(value)}{(isLowerBound ? "+" : "")}";

    /// <summary>"1 lead", "2 leads".</summary>
    public static string Count(long number, string one, string? many = null) => $"{Of(number)} {(number == 1 ? one : many ?? one + "s")}";
}
