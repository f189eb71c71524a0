using System.Globalization;
using CsvHelper;

namespace LeadScoring.Tests.Api.Exports;

/// <summary>A CSV file as any program would read it.</summary>
public static class Csv
{
    /// <summary>The header line, and every row by its column names.</summary>
    public static (string Header, List<Dictionary<string, string>> Rows) Read(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name)!));
        return (text[..text.IndexOf("\r\n", StringComparison.Ordinal)], rows);
    }
}
