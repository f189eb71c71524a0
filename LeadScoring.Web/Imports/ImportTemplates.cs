namespace LeadScoring.Web.Imports;

/// <summary>Files to begin with, which are shown and can be downloaded.</summary>
public static class ImportTemplates
{
    public const string Leads =
        """
        name,email,company,source
        Jane Doe,jane@example.com,Acme,Fair
        John Roe,john@example.com,Globex,Website

        """;

    public const string Events =
        """
        event type,email,time,page
        page_view,jane@example.com,2026-01-05 08:30,/pricing
        demo_request,john@example.com,2026-01-06 14:05,/demo

        """;

    /// <param name="kind">leads or events.</param>
    public static string? Find(string kind) => kind switch
    {
        "leads" => Leads,
        "events" => Events,
        _ => null,
    };
}
