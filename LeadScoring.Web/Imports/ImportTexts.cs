using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Imports;

/// <summary>What files and imports say, in words.</summary>
public static class ImportTexts
{
    /// <summary>Endings of files that the browser offers; others can be dropped, and are looked at all the same.</summary>
    public const string Accepted = ".csv,.tsv,.txt,.json,.ndjson,.jsonl";

    private const long Kilobyte = 1024;
    private const int EmptyFile = 0;

    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
        ["name"] = "no name",
        ["email"] = "no e-mail address",
        ["eventType"] = "no event type",
        ["leadId"] = "no e-mail address and no lead ID",
    };

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["eventId"] = "Event ID",
        ["eventType"] = "Event type",
        ["leadId"] = "Lead ID",
        ["email"] = "E-mail",
        ["timestamp"] = "Time",
        ["date"] = "Date",
        ["time"] = "Time",
        ["metadata"] = "Details (JSON)",
        ["metadata.*"] = "Detail",
        ["name"] = "Name",
        ["firstName"] = "First name",
        ["lastName"] = "Last name",
        ["company"] = "Company",
        ["status"] = "Status",
    };

    /// <summary>Null: the file may be sent.</summary>
    public static string? Refusal(long bytes) => bytes switch
    {
        EmptyFile => "This file is empty. Choose another one.",
        > ImportEndpoints.MaxFileBytes => "This file is larger than 1 GB. Split it, and import the parts.",
        _ => null,
    };

    /// <summary>What a column is taken for; null: it is not used.</summary>
    public static string? Field(string? field) => field is null ? null : Fields.GetValueOrDefault(field, field);

    /// <summary>A column that is only kept beside the others.</summary>
    public static bool IsDetail(InspectedColumnResponse column) => column.Field == "metadata.*";

    public static string Rows(InspectionResponse file) => file.IsComplete ? Numbers.Count(file.Rows, "row") : $"The first {Numbers.Count(file.Rows, "row")}";

    /// <summary>Why a row is rejected: the API's text with the names of this page, and in a few words when the field is empty.</summary>
    public static string Reason(string error)
    {
        var end = error.IndexOf(": ", StringComparison.Ordinal);
        if (end < 0) return error;
        var (field, text) = (error[..end], error[(end + 2)..]);
        if (text.StartsWith("Required: ", StringComparison.Ordinal) && Missing.TryGetValue(field, out var missing)) return missing;
        return field == "row" ? text : $"{Fields.GetValueOrDefault(field, field)}: {char.ToLowerInvariant(text[0])}{text[1..]}";
    }

    /// <summary>The same as a line of its own.</summary>
    public static string Sentence(string error) => Reason(error) is { Length: > 0 } reason ? $"{char.ToUpperInvariant(reason[0])}{reason[1..]}" : error;

    /// <summary>What was taken for what rows do not have.</summary>
    public static string Default(ImportDefaultResponse taken)
    {
        var rows = Numbers.Count(taken.Rows, "row");
        return taken.Field switch
        {
            "timestamp" => $"{rows} without a time: the time of the import was taken.",
            "eventId" => $"{rows} without an event ID: it was made of what the row says.",
            "name" => $"{rows} without a name: the e-mail address was taken.",
            "status" => $"{rows} without a status: the lead is new.",
            _ => $"{rows} without {Fields.GetValueOrDefault(taken.Field, taken.Field)}: a default was taken.",
        };
    }

    public static string Size(long bytes) => bytes switch
    {
        < Kilobyte => Numbers.Count(bytes, "byte"),
        < Kilobyte * Kilobyte => $"{Numbers.Of(bytes / Kilobyte)} KB",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (double)(Kilobyte * Kilobyte):N1} MB"),
    };

    /// <summary>Rows that do not count, and are listed with their reasons.</summary>
    public static long RejectedRows(ImportResponse import) => import.Rejected + import.Conflicts + import.LeadDeleted;

    /// <summary>"9,541 counted, 439 were there already, 20 rejected."</summary>
    public static string Result(ImportResponse import)
    {
        var parts = new List<string> { import.Kind == "leads" ? $"{Numbers.Count(import.CreatedLeads, "lead")} created" : $"{Numbers.Of(import.Scored)} counted" };
        if (import.Duplicates > 0) parts.Add($"{Numbers.Of(import.Duplicates)} {(import.Duplicates == 1 ? "was" : "were")} there already");
        if (RejectedRows(import) is > 0 and var rejected) parts.Add($"{Numbers.Of(rejected)} rejected");
        if (import.Failed > 0) parts.Add($"{Numbers.Of(import.Failed)} could not be scored");
        var created = import.Kind == "events" && import.CreatedLeads > 0 ? $" {Numbers.Count(import.CreatedLeads, "lead")} created." : "";
        return string.Join(", ", parts) + "." + created;
    }

    /// <summary>How far it is, and of what: of the file while it is read, of its events while they are scored.</summary>
    public static (long Done, long Total) Progress(ImportResponse import) =>
        import.State == "running" ? (Math.Min(import.Bytes, import.TotalBytes ?? import.Bytes), import.TotalBytes ?? 0) : (import.Queued - import.Waiting, import.Queued);

    /// <summary>"43 %"; empty when nobody knows of how much.</summary>
    public static string Percent((long Done, long Total) progress) => progress.Total == 0 ? "" : $"{Numbers.Of(progress.Done * 100 / progress.Total)} %";

    /// <summary>"12,400 rows/s · about 40 s left"; empty in the first second.</summary>
    public static string Pace(ImportResponse import)
    {
        var (elapsed, (done, total)) = (import.UpdatedAt - import.StartedAt, Progress(import));
        if (import.State != "running" || elapsed < TimeSpan.FromSeconds(1) || import.Rows == 0) return "";
        var rate = $"{Numbers.Of((long)(import.Rows / elapsed.TotalSeconds))} rows/s";
        return done == 0 || total <= done ? rate : $"{rate} · about {Left(elapsed * ((total - done) / (double)done))} left";
    }

    public static string Left(TimeSpan time) => time.TotalSeconds switch
    {
        < 60 => $"{Math.Max(1, (int)time.TotalSeconds)} s",
        < 5_400 => $"{(int)Math.Ceiling(time.TotalMinutes)} min",
        _ => $"{(int)Math.Round(time.TotalHours)} h",
    };

    public static string State(ImportResponse import) => import.State switch
    {
        "running" => "Reading",
        "processing" => "Scoring",
        "completed" => "Done",
        "interrupted" => "Interrupted",
        _ => "Failed",
    };

    /// <summary>"55 new · 5 rejected", where there is no room for columns.</summary>
    public static string Sums(ImportResponse import)
    {
        var parts = new List<string> { $"{Kind(import.Kind)}: {Numbers.Of(New(import))} new" };
        if (import.Duplicates > 0) parts.Add(Numbers.Count(import.Duplicates, "duplicate"));
        if (RejectedRows(import) is > 0 and var rejected) parts.Add($"{Numbers.Of(rejected)} rejected");
        return string.Join(" · ", parts);
    }

    public static string Kind(string kind) => kind == "leads" ? "Leads" : "Events";

    /// <summary>Rows whose event, or lead, is new.</summary>
    public static long New(ImportResponse import) => import.Kind == "leads" ? import.CreatedLeads : import.Scored;

    public static bool IsOver(ImportResponse import) => import.State is "completed" or "interrupted" or "failed";
}
