using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Exports;

internal static class ExportDocs
{
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";

    private const string LeadRows = $$$"""
        Name,Email,Company,Score,Status,Created,Lead ID,Rank,Events,Last Event,Updated,Metadata
        John Doe,john@example.com,"Acme, Inc.",155,qualified,2026-01-02T08:30:00.000Z,{{{LeadId}}},12,9,2026-01-05T08:30:00.000Z,2026-01-03T08:30:00.000Z,"{""source"":""fair""}"

        """;

    private const string EventRows = """
        Event ID,Event Type,Timestamp,Processed,Metadata,Points,Change,Previous Score,Score,Rule Version,Late,Unscored
        evt_7,demo_request,2026-01-05T08:30:00.000Z,2026-01-05T08:30:00.012Z,"{""page"":""/pricing""}",50,50,105,155,1,false,false

        """;

    public static OperationDoc Leads => new OperationDoc("exportLeads", "All leads as a CSV file", """
        Takes the filters and the order of the list of leads, and goes through all that match, each once, however many they are. Which leads
        and in what order is settled at the start; fields, score and rank are as they are when the row is written, and a lead that was deleted
        by then is left out. RFC 4180 in UTF-8. Text that a spreadsheet would run as a formula has an apostrophe in front. When something
        fails on the way, the connection breaks off: a file that ends properly is whole.
        """)
        .LeadFilters().Bom()
        .TextAnswer(200, "text/csv", "A file named `leads-`date`.csv`; its columns are as in the example.", LeadRows)
        .Invalid("minScore", "Must be a whole number.").Unavailable();

    public static OperationDoc Events => new OperationDoc("exportEvents", "A lead's events as a CSV file", """
        The ledger, oldest first: every event with what it did to the score. Conventions are those of the export of leads.
        """)
        .Path("leadId", "The lead's id.", LeadId).Bom()
        .TextAnswer(200, "text/csv", "A file named `events-`lead`-`date`.csv`; its columns are as in the example.", EventRows)
        .Invalid("bom", "Must be one of true, false.").NotFound("leadId", "No lead has this id.").Unavailable();

    private static OperationDoc Bom(this OperationDoc doc) =>
        doc.Query("bom", "Whether the file begins with a byte order mark, without which Excel does not take it for UTF-8.", Schemas.Flag(false));
}
