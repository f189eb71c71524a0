namespace LeadScoring.Api.Imports.Reading;

internal enum CsvRecordEnd
{
    /// <summary>The record is there to its end.</summary>
    Whole,

    /// <summary>More text is needed, outside quotes.</summary>
    Open,

    /// <summary>More text is needed: a quoted cell is open.</summary>
    InQuotes,

    /// <summary>The text ends inside quotes.</summary>
    NeverClosed,

    /// <summary>Something other than a delimiter follows a closing quote.</summary>
    TextAfterQuote,
}
