namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Delimiters, headers, surplus cells, blank rows, quotes and line ends.</summary>
public sealed class CsvShapeTests : RealWorldTests
{
    private const string Ada = "Ada <ada@x.example>";
    private const string Bob = "Bob <bob@x.example>";

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("a line break in the first name", "\"Betrag\n(EUR)\";E-Mail;Event Type\n5;ada@x.example;page_view\n", "page_view ada@x.example {\"Betrag\\n(EUR)\":\"5\"}"),
        new("commas in the names of columns", "\"Amount, net\";\"Amount, gross\";\"Amount, tax\";E-Mail;Event Type\n5;6;1;ada@x.example;purchase\n", "purchase ada@x.example {\"Amount, gross\":\"6\",\"Amount, net\":\"5\",\"Amount, tax\":\"1\"}"),
        new("more commas than semicolons", "Event Type;Email;Note\npage_view;ada@x.example;a, b, c, d, e, f\n", "page_view ada@x.example {\"Note\":\"a, b, c, d, e, f\"}"),
        new("more semicolons than commas", "Event Type,Email,Note\npage_view,ada@x.example,a; b; c; d; e; f\n", "page_view ada@x.example {\"Note\":\"a; b; c; d; e; f\"}"),
        new("decimal commas", "Event Type\tEmail\tAmount\npurchase\tada@x.example\t1.234,50\n", "purchase ada@x.example {\"Amount\":\"1.234,50\"}"),
        new("pipes", "Event Type|Email|Note\npage_view|ada@x.example|\"a|b\"\n", "page_view ada@x.example {\"Note\":\"a|b\"}"),
        new("sep=;", "sep=;\r\nEvent Type;Email\r\npage_view;ada@x.example\r\n", "page_view ada@x.example"),
        new("\"sep=,\" in quotes", "\"sep=,\"\r\nEvent Type,Email\r\npage_view,ada@x.example\r\n", "page_view ada@x.example"),
        new("SEP=tab", "SEP=\t\r\nEvent Type\tEmail\r\npage_view\tada@x.example\r\n", "page_view ada@x.example"),
        new("a title before the header", "Activities of January\nprinted 2026-02-01, page 1\n\nEvent Type,Email\npage_view,ada@x.example\n", "page_view ada@x.example"),
        new("a title with the delimiters of the table", "Activities of January;;\n;;\nEvent Type;Email;Note\npage_view;ada@x.example;x\n", "page_view ada@x.example {\"Note\":\"x\"}"),
        new("nine records before the header", string.Concat(Enumerable.Range(1, 9).Select(i => $"Line {i}\n")) + "Event Type,Email\npage_view,ada@x.example\n", "page_view ada@x.example"),
        new("empty lines before the header", "\r\n\r\n\r\nEvent Type;Email\r\npage_view;ada@x.example\r\n", "page_view ada@x.example"),
        new("lines that end with CR", "Event Type,Email\rpage_view,ada@x.example\rpurchase,bob@x.example\r", "page_view ada@x.example", "purchase bob@x.example"),
        new("lines that end differently", "Event Type,Email\r\npage_view,ada@x.example\npurchase,bob@x.example\r\n", "page_view ada@x.example", "purchase bob@x.example"),
        new("no line end at the end", "Event Type,Email\npage_view,ada@x.example", "page_view ada@x.example"),
        new("a line break in a cell", "Event Type,Email,Note\npage_view,ada@x.example,\"a\r\nb\nc\"\n", "page_view ada@x.example {\"Note\":\"a\\r\\nb\\nc\"}"),
        new("inches", "Event Type,Email,Note\npage_view,ada@x.example,24\" screen\npage_view,bob@x.example,\"24\"\" screen\"\n", "page_view ada@x.example {\"Note\":\"24\\\" screen\"}", "page_view bob@x.example {\"Note\":\"24\\\" screen\"}"),
        new("a quote that is never closed", "Event Type,Email,Note\npage_view,ada@x.example,\"open\npurchase,bob@x.example,fine\n", "purchase bob@x.example {\"Note\":\"fine\"}", "rejected 1", "row 2: quote"),
        new("rows with fewer cells", "Event Type,Email,Note,More\npage_view,ada@x.example\n", "page_view ada@x.example"),
        new("JSON in a cell", "Event Type,Email,Metadata\npage_view,ada@x.example,\"{\"\"a\"\":1,\"\"b\"\":{\"\"c\"\":[2]}}\"\n", "page_view ada@x.example {\"a\":1,\"b\":{\"c\":[2]}}"),
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Tables_of_events(FileCase file) => CheckEventsAsync(file);

    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("one empty cell too many", "Name,Email\nAda,ada@x.example,\n", Ada),
        new("many empty cells too many", "Name,Email\nAda,ada@x.example,,,,,\nBob,bob@x.example\n", Ada, Bob),
        new("surplus cells of spaces", "Name;Email\nAda;ada@x.example; ;\t;\"\"\n", Ada),
        new("surplus cells of invisible characters", "Name,Email\nAda,ada@x.example,\u00a0,\u200b,\ufeff\n", Ada),
        new("a surplus cell with text", "Name,Email\nAda,ada@x.example,,Acme\nBob,bob@x.example\n", Bob, "rejected 1", "row 2: cells"),
        new("an unquoted comma in the last column", "Name,Email,Company\nAda,ada@x.example,Acme, Inc.\nBob,bob@x.example,\"Acme, Inc.\"\n", "Bob <bob@x.example> of Acme, Inc.", "rejected 1", "row 2: cells"),
        new("empty columns in header and rows", "Name,Email,,,\r\nAda,ada@x.example,,,\r\n,,,,\r\n", Ada),
        new("rows of empty quotes", "Name,Email\nAda,ada@x.example\n\"\",\"\"\n\"\",\"\"\n", Ada),
        new("a row of a quoted space", "Name,Email\nAda,ada@x.example\n\" \",\n", Ada),
        new("rows of delimiters", "Name;Email\nAda;ada@x.example\n;\n;;;;\nBob;bob@x.example\n;\n", Ada, Bob),
        new("a row of invisible characters", "Name,Email\n\u00a0,\u200b\nAda,ada@x.example\n", Ada),
        new("lines of spaces and tabs", "Name,Email\n  \nAda,ada@x.example\n\t\n", Ada),
        new("0x1A after the last line", "Name,Email\nAda,ada@x.example\n\u001a", Ada),
        new("0x1A in the last line", "Name,Email\nAda,ada@x.example\u001a", Ada),
        new("0x1A and a line end", "Name,Email\r\nAda,ada@x.example\r\n\u001a\r\n", Ada),
        new("a report's footer", "Name,Email\nAda,ada@x.example\n\n\"Confidential Information - Do Not Distribute\"\n\"Copyright (c) 2026 Example Inc.\"\n", Ada, "rejected 2", "row 4: email", "row 5: email"),
        new("a sum below", "Name;Email;Deals\nAda;ada@x.example;3\n;;3\n", Ada + " {\"Deals\":\"3\"}", "rejected 1", "row 3: email"),
        new("all cells quoted", "\"Name\",\"Email\",\"Company\"\r\n\"Ada\",\"ada@x.example\",\"\"\r\n", Ada),
        new("spaces after the delimiters", "Name, Email, Company\nAda, ada@x.example, Acme\n", Ada + " of Acme"),
        new("empty", "", "400 file: empty"),
        new("only a header", "Name,Email\r\n", "400 file: no rows"),
        new("a workbook", "PK\u0003\u0004[Content_Types].xml", "400 file: Excel"),
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Tables_of_leads(FileCase file) => CheckLeadsAsync(file);
}
