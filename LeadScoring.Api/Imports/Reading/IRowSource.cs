namespace LeadScoring.Api.Imports.Reading;

/// <summary>The rows of a file, in its order.</summary>
internal interface IRowSource
{
    /// <summary>csv, json or ndjson.</summary>
    string Format { get; }

    /// <summary>What the columns are called, as the API calls them; null when every row says so itself.</summary>
    IReadOnlyList<string>? Columns { get; }

    /// <summary>Read so far, as UTF-8.</summary>
    long Bytes { get; }

    /// <summary>Some rows, at most about a thousand and a megabyte; empty at the end.</summary>
    /// <exception cref="FileFaultException">The rest cannot be read.</exception>
    Task<List<SourceRow>> ReadAsync(CancellationToken ct);
}
