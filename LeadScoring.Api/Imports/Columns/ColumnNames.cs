using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports.Columns;

/// <summary>
/// The names by which files call the API's fields. Names are compared by letters and digits alone, in lower case and without accents
/// (<see cref="Key"/>). The names of a field are in the order of their rank: its own first, then those of other products, the sure ones before the vague.
/// </summary>
internal static class ColumnNames
{
    /// <summary>The rank of the first name of a field: names of a whole that say what it is, names of its parts, and names of a whole that may be of something else.</summary>
    public const int Sure = 0, Parts = 100, Vague = 200;

    private static readonly (Field Field, int Rank, string Names)[] OfEvents =
    [
        (Field.EventId, Sure, "eventid eventidentifier eventuuid messageid sgeventid"),
        (Field.EventType, Sure, "eventtype eventname event activitytype activityname activity action type"),
        (Field.LeadId, Sure, "leadid"),
        (Field.Timestamp, Sure, "timestamp eventtimestamp occurredat occurred happenedat eventat datetime dateandtime eventdatetime originaltimestamp activitydatetime ts"),
        (Field.Timestamp, Vague, "sentat createdat created createdate createddate createdtime submittedat submittime receivedat"),
        (Field.Date, Parts, "date eventdate activitydate day"),
        (Field.Time, Parts, "time eventtime activitytime timeofday"),
        .. OfBoth,
    ];

    private static readonly (Field Field, int Rank, string Names)[] OfLeads =
    [
        (Field.Status, Sure, "status leadstatus"),
        .. OfBoth,
    ];

    private static (Field, int, string)[] OfBoth =>
    [
        (Field.Email, Sure,
            "email emailaddress leademail contactemail personemail useremail customeremail workemail businessemail primaryemail emailwork personemailwork "
            + "email1 email1value emailaddress1 emailid emailaddr inviteeemail respondentemail recipientemail subscriberemail mail mailaddress emailadresse recipient courriel correo correoelectronico epost"),
        (Field.Metadata, Sure, "metadata properties"),
        (Field.Name, Sure, "name fullname leadname contactname personname displayname contactfullname inviteename subscribername respondentname"),
        (Field.Name, Vague, "customername username person contact"),
        (Field.FirstName, Parts, "firstname first fname givenname forename contactfirstname inviteefirstname personfirstname vorname prenom nombre"),
        (Field.LastName, Parts, "lastname last lname surname familyname contactlastname inviteelastname personlastname nachname nom apellido apellidos"),
        (Field.Company, Sure,
            "company companyname leadcompany contactcompany accountname companyaccount associatedcompany associatedcompanyname organization organisation organizationname "
            + "organisationname organization1name personorganization personorganisation organizationtitle employer account firma unternehmen societe entreprise empresa azienda"),
    ];

    /// <summary>Columns that our own exports and answers derive from others.</summary>
    private static readonly string[] DerivedOfLeads = ["leadid", "id", "score", "currentscore", "rank", "events", "eventcount", "lastevent", "lasteventat", "created", "createdat", "updated", "updatedat"];

    private static readonly string[] DerivedOfEvents = ["processed", "processedat", "points", "change", "previousscore", "score", "ruleversion", "late", "unscored"];

    /// <summary>A guess takes a value only if it fits.</summary>
    private static readonly string[] Guesses = ["properties", "leadstatus"];

    private static readonly string[] TimeZones = ["utc", "gmt"];

    private static readonly string[] NamesOfTimeZones = ["timezone", "tz", "timezoneid", "utcoffset", "gmtoffset"];

    private static readonly Dictionary<string, Column> Events = Table(OfEvents);
    private static readonly Dictionary<string, Column> Leads = Table(OfLeads);

    /// <summary>Letters and digits of any script, in lower case, without accents; empty when there are none.</summary>
    public static string Key(string name) => string.Concat(SearchKey.Of(name).Where(char.IsLetterOrDigit));

    /// <summary>Whether a column tells the zone of the times beside it.</summary>
    public static bool IsTimeZone(string name) => NamesOfTimeZones.Contains(Key(name));

    /// <summary>Whether a column can only be the type of an event.</summary>
    public static bool IsEventType(string name) => Key(name) is "eventtype" or "eventname";

    /// <param name="kind">What the file has.</param>
    /// <param name="isOwnExport">Whether one of our own exports wrote it.</param>
    /// <param name="name">As it was written.</param>
    public static Column Find(ImportKind kind, bool isOwnExport, string name)
    {
        var key = Key(name);
        if (isOwnExport && (kind == ImportKind.Events ? DerivedOfEvents : DerivedOfLeads).Contains(key)) return new(name, Field.None);
        return (kind == ImportKind.Events ? Events : Leads).TryGetValue(key, out var known) ? known with { Name = name } : new(name, Field.Other);
    }

    /// <summary>Whether columns with these names can only come from an export, or an answer, of this system.</summary>
    public static bool IsOwnExport(ImportKind kind, IEnumerable<string> names)
    {
        var keys = names.Select(Key).ToHashSet(StringComparer.Ordinal);
        return kind == ImportKind.Events
            ? keys.Contains("eventid") && keys.Contains("late") && keys.Overlaps(["processed", "processedat"])
            : keys.Contains("rank") && keys.Overlaps(["leadid", "id"]) && keys.Overlaps(["score", "currentscore"]);
    }

    private static Dictionary<string, Column> Table((Field Field, int Rank, string Names)[] fields)
    {
        var table = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var (field, first, names) in fields)
        {
            foreach (var (i, name) in names.Split(' ').Index())
            {
                table[name] = new(name, field, first + i) { IsGuess = Guesses.Contains(name) };
                if (field is Field.Timestamp or Field.Date or Field.Time) Array.ForEach(TimeZones, zone => table.TryAdd(name + zone, new(name, field, first + i)));
            }
        }

        return table;
    }
}
