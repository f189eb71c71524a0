using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports.Columns;

/// <summary>
/// The names by which files call the API's fields. Names are compared by letters and digits alone, in lower case and without accents
/// (<see cref="Key"/>). The names of a field are in the order of their rank: its own first, then those of other products, the sure ones before the vague.
/// </summary>
internal static class ColumnNames
{
    private static readonly (Field Field, string Names)[] OfEvents =
    [
        (Field.EventId, "eventid eventidentifier eventuuid messageid sgeventid"),
        (Field.EventType, "eventtype eventname event activitytype activityname activity action type"),
        (Field.LeadId, "leadid"),
        (Field.Timestamp, "timestamp eventtimestamp occurredat occurred happenedat eventat datetime dateandtime dateutc eventdatetime originaltimestamp activitydatetime sentat createdat created createdate createddate createdtime submittedat submittime receivedat ts"),
        (Field.Date, "date eventdate activitydate day"),
        (Field.Time, "time eventtime activitytime timeofday"),
        .. OfBoth,
    ];

    private static readonly (Field Field, string Names)[] OfLeads =
    [
        (Field.Status, "status leadstatus"),
        .. OfBoth,
    ];

    private static (Field, string)[] OfBoth =>
    [
        (Field.Email,
            "email emailaddress leademail contactemail personemail useremail customeremail workemail businessemail primaryemail emailwork personemailwork email1 email1value emailaddress1 emailid emailaddr inviteeemail respondentemail recipientemail subscriberemail mail mailaddress emailadresse recipient"),
        (Field.Metadata, "metadata properties"),
        (Field.Name, "name fullname leadname contactname personname displayname contactfullname inviteename username customername subscribername respondentname person contact"),
        (Field.FirstName, "firstname first fname givenname forename contactfirstname inviteefirstname personfirstname"),
        (Field.LastName, "lastname last lname surname familyname contactlastname inviteelastname personlastname"),
        (Field.Company,
            "company companyname leadcompany contactcompany accountname companyaccount associatedcompany associatedcompanyname organization organisation organizationname organisationname organization1name personorganization personorganisation organizationtitle employer account"),
    ];

    /// <summary>Columns that our own exports and answers derive from others.</summary>
    private static readonly string[] DerivedOfLeads = ["leadid", "id", "score", "currentscore", "rank", "events", "eventcount", "lastevent", "lasteventat", "created", "createdat", "updated", "updatedat"];

    private static readonly string[] DerivedOfEvents = ["processed", "processedat", "points", "change", "previousscore", "score", "ruleversion", "late", "unscored"];

    /// <summary>A guess takes a value only if it fits.</summary>
    private static readonly string[] Guesses = ["properties", "leadstatus"];

    private static readonly string[] TimeZones = ["utc", "gmt"];

    private static readonly Dictionary<string, Column> Events = Table(OfEvents);
    private static readonly Dictionary<string, Column> Leads = Table(OfLeads);

    /// <summary>Letters and digits of any script, in lower case, without accents; empty when there are none.</summary>
    public static string Key(string name) => string.Concat(SearchKey.Of(name).Where(char.IsLetterOrDigit));

    /// <param name="kind">What the file has.</param>
    /// <param name="isOurs">Whether one of our own exports wrote it.</param>
    /// <param name="name">As it was written.</param>
    public static Column Find(ImportKind kind, bool isOurs, string name)
    {
        var key = Key(name);
        if (isOurs && (kind == ImportKind.Events ? DerivedOfEvents : DerivedOfLeads).Contains(key)) return new(name, Field.None);
        return (kind == ImportKind.Events ? Events : Leads).TryGetValue(key, out var known) ? known with { Name = name } : new(name, Field.Other);
    }

    /// <summary>Whether columns with these names can only come from an export, or an answer, of this system.</summary>
    public static bool AreOurs(ImportKind kind, IEnumerable<string> names)
    {
        var keys = names.Select(Key).ToHashSet(StringComparer.Ordinal);
        return kind == ImportKind.Events
            ? keys.Contains("eventid") && keys.Contains("late") && keys.Overlaps(["processed", "processedat"])
            : keys.Contains("rank") && keys.Overlaps(["leadid", "id"]) && keys.Overlaps(["score", "currentscore"]);
    }

    private static Dictionary<string, Column> Table((Field Field, string Names)[] fields)
    {
        var table = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var (field, names) in fields)
        {
            var rank = 0;
            foreach (var name in names.Split(' '))
            {
                table[name] = new(name, field, rank) { IsGuess = Guesses.Contains(name) };
                if (field is Field.Timestamp or Field.Time) Array.ForEach(TimeZones, zone => table.TryAdd(name + zone, new(name, field, rank)));
                rank++;
            }
        }

        return table;
    }
}
