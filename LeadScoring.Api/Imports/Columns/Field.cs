using System.Text.Json;

namespace LeadScoring.Api.Imports.Columns;

/// <summary>What a column of a file is taken for.</summary>
internal enum Field
{
    /// <summary>Kept in the metadata, under the column's own name.</summary>
    Other,

    /// <summary>Left out.</summary>
    None,
    EventId,
    EventType,
    LeadId,
    Email,
    Timestamp,

    /// <summary>The day of the timestamp; the time of day is in another column.</summary>
    Date,

    /// <summary>The time of day of the timestamp, or, without a day, all of it.</summary>
    Time,
    Metadata,
    Name,
    FirstName,
    LastName,
    Company,
    Status,
}

/// <summary>The fields as the API spells them, in mappings and in the records of imports.</summary>
internal static class FieldNames
{
    public const string Other = "metadata.*";

    private static readonly Dictionary<string, Field> ByName = Enum.GetValues<Field>().Where(f => f != Field.None).ToDictionary(f => Of(f)!, StringComparer.Ordinal);

    /// <summary>All that a mapping can name.</summary>
    public static IEnumerable<string> All => ByName.Keys;

    /// <summary>Null for a column that is left out.</summary>
    public static string? Of(Field field) => field switch
    {
        Field.None => null,
        Field.Other => Other,
        _ => JsonNamingPolicy.CamelCase.ConvertName(field.ToString()),
    };

    /// <summary>An empty name leaves the column out.</summary>
    public static Field? Parse(string? name) => string.IsNullOrEmpty(name) ? Field.None : ByName.TryGetValue(name, out var field) ? field : null;
}

/// <summary>A column of a file, or a member of its JSON objects.</summary>
/// <param name="Name">As it was written, without what is invisible around it.</param>
/// <param name="Field">What it is taken for.</param>
/// <param name="Rank">Of several columns for the same field in one row, the one with the lowest rank is it.</param>
internal sealed record Column(string Name, Field Field, int Rank = 0)
{
    /// <summary>Fields that say all, and those that say the same in parts.</summary>
    public static IReadOnlyList<(Field Whole, Field[] Parts)> Wholes { get; } = [(Field.Timestamp, [Field.Date, Field.Time]), (Field.Name, [Field.FirstName, Field.LastName])];

    /// <summary>A less sure guess: a value that does not fit goes into the metadata, rather than cost the row.</summary>
    public bool IsGuess { get; init; }

    /// <summary>Used only by rows in which a better column for the same field has no value.</summary>
    public bool IsSpare { get; init; }

    /// <summary>What it is taken for in nearly all rows, as the API spells it.</summary>
    public string? FieldName => FieldNames.Of(IsSpare ? Field.Other : Field);

    /// <summary>How sure that is: see <see cref="Contracts.Imports.InspectedColumnResponse"/>.</summary>
    public string Confidence => Rank < 0 ? "given" : IsSpare || Field is Field.Other or Field.None ? "none" : IsGuess || Rank >= ColumnNames.Vague ? "guessed" : "sure";

    /// <summary>Whether only one of this column and one for that field can be used in a row: both are for it, or one says in parts what the other says as a whole.</summary>
    public bool Competes(Field other) =>
        Field is not (Field.Other or Field.None) && (Field == other || Wholes.Any(w => (w.Whole == Field && w.Parts.Contains(other)) || (w.Whole == other && w.Parts.Contains(Field))));
}
