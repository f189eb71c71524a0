using System.Text;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Encodings and byte order marks.</summary>
public sealed class EncodingTests : RealWorldTests
{
    private const string File = "Name,Email,Company\nZoë Łuk,zoe@x.example,例え AG\n";
    private const string Tabs = "Name\tEmail\tCompany\r\nZoë Łuk\tzoe@x.example\t例え AG\r\n";
    private const string Zoe = "Zoë Łuk <zoe@x.example> of 例え AG";

    public static TheoryData<FileCase> Files => new()
    {
        new("UTF-8", File, Zoe),
        new("UTF-8 with a mark", "\ufeff" + File, Zoe),
        new("UTF-8 with two marks", "\ufeff\ufeff" + File, Zoe),
        new("UTF-8 with a mark before a quoted name", "\ufeff\"Name\",\"Email\"\r\n\"Ada\",\"ada@x.example\"\r\n", "Ada <ada@x.example>"),
        new("UTF-16, little-endian, with a mark: Excel's Unicode text", Encoded.WithMark(Encoding.Unicode, Tabs), Zoe),
        new("UTF-16, big-endian, with a mark", Encoded.WithMark(Encoding.BigEndianUnicode, Tabs), Zoe),
        new("UTF-16, little-endian", Encoding.Unicode.GetBytes(File), Zoe),
        new("UTF-16, big-endian", Encoding.BigEndianUnicode.GetBytes(File), Zoe),
        new("UTF-16 with characters outside the basic plane", Encoded.WithMark(Encoding.Unicode, "Name,Email\n𝒜da 🎈,ada@x.example\n"), "𝒜da 🎈 <ada@x.example>"),
        new("UTF-32, little-endian, with a mark", Encoded.WithMark(Encoding.UTF32, File), Zoe),
        new("UTF-32, big-endian, with a mark", Encoded.WithMark(new UTF32Encoding(true, true), File), Zoe),
        new("UTF-16 JSON, as PowerShell writes it", Encoded.WithMark(Encoding.Unicode, "{\"name\":\"Zoë\",\"email\":\"zoe@x.example\"}\r\n"), "Zoë <zoe@x.example>"),
        new("UTF-16 JSON array without a mark", Encoding.Unicode.GetBytes("[{\"name\":\"Zoë\",\"email\":\"zoe@x.example\"}]"), "Zoë <zoe@x.example>"),
        new("UTF-8 JSON with a mark", "\ufeff[{\"name\":\"Zoë\",\"email\":\"zoe@x.example\"}]", "Zoë <zoe@x.example>"),
        new("sep= before a mark", "sep=;\r\n\ufeffName;Email\r\nAda;ada@x.example\r\n", "Ada <ada@x.example>"),
        new("a mark before sep=", "\ufeffsep=;\r\nName;Email\r\nAda;ada@x.example\r\n", "Ada <ada@x.example>"),
        new("a mark after an empty line", "\r\n\ufeffName;Email\r\nAda;ada@x.example\r\n", "Ada <ada@x.example>"),
        new("files that were joined: lines of JSON", "\ufeff{\"name\":\"Ada\",\"email\":\"ada@x.example\"}\n\ufeff{\"name\":\"Bob\",\"email\":\"bob@x.example\"}\n", "Ada <ada@x.example>", "Bob <bob@x.example>"),
        new("files that were joined: rows", "\ufeffEmail,Name\nada@x.example,Ada\n\ufeffbob@x.example,Bob\n", "Ada <ada@x.example>", "Bob <bob@x.example>"),
        new("files that were joined: quoted rows", "\ufeffEmail,Name\nada@x.example,Ada\n\ufeff\"bob@x.example\",\"Bob, B.\"\n", "Ada <ada@x.example>", "Bob, B. <bob@x.example>"),
        new("a mark in a quoted cell", "Name,Email\n\"\ufeffAda\",\"\ufeffada@x.example\"\n", "Ada <ada@x.example>"),
        new("Windows-1252", Encoded.Raw("Name;Email;Company\r\nJ\u00fcrgen M\u00fcller;j@x.example;Caf\u00e9 Zo\u00eb\r\n"), "Jürgen Müller <j@x.example> of Café Zoë"),
        new("Windows-1252 beyond Latin-1", Encoded.Raw("Name;Email;Company\r\nAda;ada@x.example;\u0080 50 \u0096 \u0093Best\u0094 O\u0092Hara\u0085\r\n"), "Ada <ada@x.example> of € 50 – “Best” O’Hara…"),
        new("Windows-1252: Portuguese", Encoded.Raw("Name;Email;Company\r\nJo\u00e3o Concei\u00e7\u00e3o;j@x.example;Importa\u00e7\u00f5es\r\n"), "João Conceição <j@x.example> of Importações"),
        new("Windows-1252: Finnish", Encoded.Raw("Name;Email\r\nV\u00e4in\u00f6 P\u00e4\u00e4kk\u00f6nen;v@x.example\r\n"), "Väinö Pääkkönen <v@x.example>"),
        new("Windows-1252: an accent after a quotation mark", Encoded.Raw("Name;Email;Company\r\nAda;ada@x.example;\u0093\u00c9lan\u0094 \u00ab\u00c9t\u00e9\u00bb\r\n"), "Ada <ada@x.example> of “Élan” «Été»"),
        new("Windows-1252 in the names of columns", Encoded.Raw("Name;Email;Stra\u00dfe\r\nAda;ada@x.example;Am Tor\r\n"), "Ada <ada@x.example> {\"Straße\":\"Am Tor\"}"),
        new("Windows-1252 JSON", Encoded.Raw("[{\"name\":\"Zo\u00eb\",\"email\":\"zoe@x.example\"}]"), "Zoë <zoe@x.example>"),
        new("Windows-1251 is refused", Encoded.In("windows-1251", "Name;Email;Company\r\nЕлена Иванова;e@x.example;Пример\r\n"), "400 file: encoding"),
        new("KOI8-R is refused", Encoded.In("koi8-r", "Name;Email;Company\r\nЕлена Иванова;e@x.example;Пример\r\n"), "400 file: encoding"),
        new("Shift_JIS is refused", Encoded.In("shift_jis", "Name,Email,Company\r\n鈴木花子,h@x.example,例え株式会社\r\n"), "400 file: encoding"),
        new("GBK is refused", Encoded.In("gb2312", "Name,Email,Company\r\n王小明,w@x.example,北京公司\r\n"), "400 file: encoding"),
        new("Windows-1253 is refused", Encoded.In("windows-1253", "Name;Email\r\nΕλένη Παπαδοπούλου;e@x.example\r\n"), "400 file: encoding"),
        new("Windows-1250, named", Encoded.In("windows-1250", "Name;Email\r\nŁucja Žižková;l@x.example\r\n"), "Łucja Žižková <l@x.example>") { Mapping = """{"encoding":"windows-1250"}""" },
        new("Windows-1251, named", Encoded.In("windows-1251", "Name;Email\r\nЕлена Иванова;e@x.example\r\n"), "Елена Иванова <e@x.example>") { Mapping = """{"encoding":"windows-1251"}""" },
        new("an encoding that does not exist", "Name;Email\r\nAda;ada@x.example\r\n", "400 mapping: encoding") { Mapping = """{"encoding":"windows-9999"}""" },
    };

    [Fact]
    public async Task A_row_in_another_encoding_than_the_one_before_is_rejected()
    {
        byte[] file = [.. Encoding.UTF8.GetBytes("Name,Email\nMüller,m@x.example\nJ"), 0xe9, .. Encoding.UTF8.GetBytes("r,j@x.example\n")];
        FileOutcome.AssertMatches(["Müller <m@x.example>", "rejected 1", "row 3: bytes that are not UTF-8"], await OutcomeAsync(Leads, file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public Task Encodings_are_told(FileCase file) => CheckLeadsAsync(file);

    [Fact]
    public async Task A_row_far_from_the_beginning_that_is_not_UTF8_is_rejected_alone()
    {
        var many = string.Concat(Enumerable.Repeat("Ada Byron of a town whose name is long,ada@x.example\n", 25_000));
        byte[] file = [.. Encoding.UTF8.GetBytes("Name,Email\nZoë,zoe@x.example\n" + many), .. Encoded.Raw("M\u00fcller,m@x.example\n"), .. "Bob,bob@x.example\n"u8];
        FileOutcome.AssertMatches(
            ["Ada Byron of a town whose name is long <ada@x.example>", "Bob <bob@x.example>", "Zoë <zoe@x.example>", "duplicates 24999", "rejected 1", "row 25003: UTF-8"],
            await OutcomeAsync(Leads, file));
    }
}
