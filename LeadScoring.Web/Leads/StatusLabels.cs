namespace LeadScoring.Web.Leads;

/// <summary>The statuses of leads, as the API writes them, and their labels.</summary>
public static class StatusLabels
{
    public static readonly IReadOnlyList<string> All = ["new", "contacted", "qualified", "customer", "lost"];

    public static string Label(string status) => status switch
    {
        "new" => "New",
        "contacted" => "Contacted",
        "qualified" => "Qualified",
        "customer" => "Customer",
        "lost" => "Lost",
        _ => status,
    };
}
