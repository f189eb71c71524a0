namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>JSON as languages, databases and services write it.</summary>
public sealed class JsonShapeTests : RealWorldTests
{
    private const string Ada = "Ada <ada@x.example>";
    private const string Bob = "Bob <bob@x.example>";
    private const string AdaJson = """{"name":"Ada","email":"ada@x.example"}""";
    private const string BobJson = """{"name":"Bob","email":"bob@x.example"}""";

    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("NaN and Infinity", """{"name":"Ada","email":"ada@x.example","a":NaN,"b":Infinity,"c":-Infinity,"d":1}""" + "\n", Ada + " {\"d\":1}"),
        new("NaN inside the metadata", """{"name":"Ada","email":"ada@x.example","metadata":{"a":NaN,"b":[Infinity,1],"c":"NaN"}}""" + "\n", Ada + " {\"a\":null,\"b\":[null,1],\"c\":\"NaN\"}"),
        new("NaN in an array", """[{"name":"Ada","email":"ada@x.example","company":NaN},{"name":"Bob","email":"bob@x.example"}]""", Ada, Bob),
        new("the words in texts are kept", """{"name":"NaN Infinity","email":"ada@x.example","a":"x:NaN,"}""" + "\n", "NaN Infinity <ada@x.example> {\"a\":\"x:NaN,\"}"),
        new("a comma at the end of each line", AdaJson + ",\n" + BobJson + ",\n", Ada, Bob),
        new("commas and CRLF", AdaJson + " ,\r\n" + BobJson + "\r\n", Ada, Bob),
        new("one object over lines", "{\n  \"name\": \"Ada\",\n  \"email\": \"ada@x.example\"\n}\n", Ada),
        new("objects over lines", "{\n  \"name\": \"Ada\",\n  \"email\": \"ada@x.example\"\n}\n{\n  \"name\": \"Bob\",\n  \"email\": \"bob@x.example\"\n}\n", Ada, Bob),
        new("objects over lines with commas between", "{\n  \"name\": \"Ada\",\n  \"email\": \"ada@x.example\"\n},\n{\n  \"name\": \"Bob\",\n  \"email\": \"bob@x.example\"\n}\n", Ada, Bob),
        new("objects over lines, nested", "{\n\t\"name\": \"Ada\",\n\t\"email\": \"ada@x.example\",\n\t\"tags\": [\n\t\t\"a}\",\n\t\t\"b\"\n\t]\n}\n", Ada + " {\"tags\":[\"a}\",\"b\"]}"),
        new("an array over lines", "[\n  {\n    \"name\": \"Ada\",\n    \"email\": \"ada@x.example\"\n  },\n  {\n    \"name\": \"Bob\",\n    \"email\": \"bob@x.example\"\n  }\n]\n", Ada, Bob),
        new("an array with an object per line", "[" + AdaJson + "\n," + BobJson + "\n]\n", Ada, Bob),
        new("wrapped as leads", $$"""{"leads":[{{AdaJson}},{{BobJson}}]}""", Ada, Bob),
        new("wrapped, with members before and after", $$$"""{"total":2,"totalIsLowerBound":false,"leads":[{{{AdaJson}}},{{{BobJson}}}],"page":1,"links":{"next":null}}""", Ada, Bob),
        new("wrapped over lines", "{\n  \"total\": 1,\n  \"leads\": [\n    {\n      \"name\": \"Ada\",\n      \"email\": \"ada@x.example\"\n    }\n  ]\n}", Ada),
        new("wrapped as another service names it", $$"""{"results":[{{AdaJson}}]}""", Ada),
        new("an object with a list is no wrapper", """{"name":"Ada","email":"ada@x.example","tags":["a","b"]}""", Ada + " {\"tags\":[\"a\",\"b\"]}"),
        new("an object with a list of objects is no wrapper", """{"name":"Ada","email":"ada@x.example","deals":[{"id":1},{"id":2}]}""", Ada + " {\"deals\":[{\"id\":1},{\"id\":2}]}"),
        new("a list before the known members is no wrapper", """{"deals":[{"id":1,"name":"Deal"}],"name":"Ada","email":"ada@x.example"}""" + "\n" + BobJson + "\n", Ada + " {\"deals\":[{\"id\":1,\"name\":\"Deal\"}]}", Bob),
        new("blank lines and a mark", "\ufeff\n" + AdaJson + "\n\n  \n" + BobJson, Ada, Bob),
        new("0x1A", AdaJson + "\n\u001a", Ada),
        new("0x1A after an array", "[" + AdaJson + "]\u001a", Ada),
        new("a broken line", AdaJson + "\n{\"name\":\"B\n" + BobJson + "\n", Ada, Bob, "rejected 1", "row 2: JSON"),
        new("single quotes", "{'name':'Ada','email':'ada@x.example'}\n" + BobJson + "\n", Bob, "rejected 1", "row 1: JSON"),
        new("lines that are no objects", AdaJson + "\n5\n\"x\"\n[1]\n" + BobJson + "\n", Ada, Bob, "rejected 3", "row 2: object", "row 3: object", "row 4: object"),
        new("an array that is broken off", "[" + AdaJson + "," + "{\"name\":", Ada, "rejected 1", "row 2: middle"),
        new("escapes", """{"name":"Zo\u00eb \ud83c\udf88","email":"zoe\u0040x.example"}""", "Zoë 🎈 <zoe@x.example>"),
        new("half a surrogate pair", """{"name":"\ud800","email":"ada@x.example"}""" + "\n" + BobJson + "\n", Bob, "rejected 1", "row 1: surrogate"),
        new("types are kept", """{"name":"Ada","email":"ada@x.example","a":1.50,"b":true,"c":[null],"d":null,"e":{}}""", Ada + " {\"a\":1.50,\"b\":true,\"c\":[null],\"e\":{}}"),
        new("metadata as a text", """{"name":"Ada","email":"ada@x.example","metadata":"{\"a\":1}"}""", Ada + " {\"a\":1}"),
        new("names that are no texts", """[{"name":["Ada"],"email":"ada@x.example"},{"name":"Bob","email":["bob@x.example"]},{"name":"Eve","email":"eve@x.example"}]""", "Eve <eve@x.example>", "rejected 2", "row 1: name", "row 2: email"),
        new("space around values", """{"name":" Ada ","email":"\tada@x.example\u00a0"}""", Ada),
        new("an empty array", "[]", "400 file: no rows"),
        new("an empty wrapper", """{"leads":[]}""", "400 file: no rows"),
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Leads_in_JSON(FileCase file) => CheckLeadsAsync(file);

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("wrapped as events", """{"events":[{"eventId":"e1","eventType":"page_view","email":"ada@x.example"},{"eventId":"e2","eventType":"purchase","email":"bob@x.example"}]}""", "page_view ada@x.example #e1", "purchase bob@x.example #e2"),
        new("our batch, over lines", "{\n \"events\": [\n  {\n   \"eventId\": \"e1\",\n   \"eventType\": \"page_view\",\n   \"email\": \"ada@x.example\",\n   \"metadata\": {\n    \"a\": 1\n   }\n  }\n ]\n}\n", "page_view ada@x.example #e1 {\"a\":1}"),
        new("an event with a list of objects", """{"event":"purchase","user_email":"ada@x.example","items":[{"id":1}]}""" + "\n" + """{"event":"page_view","user_email":"bob@x.example"}""", "purchase ada@x.example {\"items\":[{\"id\":1}]}", "page_view bob@x.example"),
        new("an event that begins with a list of objects", """{"items":[{"id":1,"email":"x@x.example"}],"event":"purchase","user_email":"ada@x.example"}""", "purchase ada@x.example {\"items\":[{\"email\":\"x@x.example\",\"id\":1}]}"),
        new("a wrapper with a type", """{"type":"list","id":"evt_1","data":[{"eventType":"page_view","email":"ada@x.example"}]}""", "page_view ada@x.example"),
        new("two pages of wrapped events", """{"total":2,"events":[{"eventType":"page_view","email":"ada@x.example"}],"next":2}""" + "\n" + """{"total":2,"events":[{"eventType":"purchase","email":"bob@x.example"}],"next":null}""", "page_view ada@x.example", "purchase bob@x.example"),
        new("Segment", """{"type":"track","messageId":"seg-1","event":"page_view","email":"ada@x.example","timestamp":"2026-01-05T08:30:00.123Z","properties":{"plan":"a"}}""" + "\n", "page_view ada@x.example 2026-01-05T08:30:00.123Z #seg-1 {\"plan\":\"a\",\"type\":\"track\"}"),
        new("SendGrid", """[{"email":"ada@x.example","timestamp":1767601800,"smtp-id":"<1@x.example>","event":"open","category":["a"],"sg_event_id":"-zJMVRDXQBKQWw"}]""", "open ada@x.example 2026-01-05T08:30:00.000Z #-zJMVRDXQBKQWw {\"category\":[\"a\"],\"smtp-id\":\"<1@x.example>\"}"),
        new("a list where a text is due", """[{"eventType":["page_view"],"email":"ada@x.example"},{"eventType":"page_view","email":"ada@x.example"}]""", "page_view ada@x.example", "rejected 1", "row 1: eventType"),
        new("empty texts", """{"eventId":"","eventType":"page_view","leadId":"","email":"ada@x.example","timestamp":"","metadata":""}""", "page_view ada@x.example"),
        new("nulls", """{"eventId":null,"eventType":"page_view","leadId":null,"email":"ada@x.example","timestamp":null,"metadata":null,"page":null}""", "page_view ada@x.example"),
        new("date and time", """{"event_type":"page_view","email":"ada@x.example","date":"2026-01-05","time":"08:30"}""", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("members that differ from line to line", "{\"eventType\":\"page_view\",\"email\":\"ada@x.example\"}\n{\"Event Type\":\"purchase\",\"E-Mail\":\"bob@x.example\",\"amount\":5}\n", "page_view ada@x.example", "purchase bob@x.example {\"amount\":5}"),
        new("NaN at the end of a line with a comma", "{\"eventType\":\"purchase\",\"email\":\"ada@x.example\",\"amount\":NaN},\n{\"eventType\":\"purchase\",\"email\":\"bob@x.example\",\"amount\":5.0}\n", "purchase ada@x.example", "purchase bob@x.example {\"amount\":5.0}"),
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Events_in_JSON(FileCase file) => CheckEventsAsync(file);
}
