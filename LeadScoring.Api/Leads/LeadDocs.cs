using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

internal static class LeadDocs
{
    private const string Id = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    private const string NoLead = "No lead has this id.";
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 8, 30, 0, TimeSpan.Zero);

    private static readonly LeadResponse Lead = new(
        Id, "John Doe", "john@example.com", "Acme", "qualified", 155, 12, 9, Created.AddDays(3), Created, Created.AddDays(1), """{"source":"fair"}""");

    private static readonly LeadResponse Fresh = Lead with { Status = "new", CurrentScore = 0, Rank = 40, EventCount = 0, LastEventAt = null, UpdatedAt = Created };

    private static readonly object Request = new { name = "John Doe", email = "john@example.com", company = "Acme", status = "new", metadata = new { source = "fair" } };

    private static readonly ProblemResponse Taken = CommonProblems.Example(
        409, "The e-mail address is taken.", "Another lead has this e-mail address; see existingLeadId.", "email",
        "Another lead has this address. Use that lead, or another address.") with { ExistingLeadId = Id };

    public static OperationDoc List => new OperationDoc("listLeads", "Search, filter, sort and page through leads", $"""
        At most the first {LeadQuery.MaxDepth:n0} leads can be paged through; narrow the search instead. With a filter, `total` is counted
        up to there and `totalIsLowerBound` says that there are more.
        """)
        .Query("page", "Which page, from 1. `page` × `limit` is at most 10,000.", Schemas.Integer(1, LeadQuery.MaxDepth, 1))
        .Query("limit", "Leads per page.", Schemas.Integer(1, LeadQueryReader.MaxLimit, 20))
        .LeadFilters()
        .Answer(200, "A page of leads.", new LeadPageResponse([Lead], 1, false, 1, 1))
        .Invalid("limit", "Must be a whole number from 1 to 200.").Unavailable();

    public static OperationDoc Create => new OperationDoc("createLead", "Create a lead", "Its score is 0 until its first event.")
        .Body("The lead.", Request)
        .Answer(201, "Created.", Fresh, ("Location", "The lead's address.", $"/api/leads/{Id}"))
        .Invalid("email", "Must be an e-mail address such as jane@example.com.")
        .Problem(409, "Another lead has the e-mail address, whatever its case.", Taken).WrongBody("1 MB").Unavailable();

    public static OperationDoc Get => new OperationDoc("getLead", "One lead, with its score and rank", "`rank` is 1 + the number of leads with a higher score.")
        .Path("id", "The lead's id.", Id).Answer(200, "The lead.", Lead).NotFound("id", NoLead).Unavailable();

    public static OperationDoc Replace => new OperationDoc("replaceLead", "Replace a lead", """
        The whole lead: what is left out is cleared, and `status` becomes `new`. Its events, history and score stay.
        """)
        .Path("id", "The lead's id.", Id).Body("The whole lead as it should be.", Request)
        .Answer(200, "The lead as it is now.", Lead)
        .Invalid("name", "Is required.").NotFound("id", NoLead)
        .Problem(409, "Another lead has the e-mail address, whatever its case.", Taken).WrongBody("1 MB").Unavailable();

    public static OperationDoc Delete => new OperationDoc("deleteLead", "Delete a lead for good", """
        Its events and history go with it. Events in flight for it end as `failed: lead deleted`, and its eventIds never count again, not
        for another lead either.
        """)
        .Path("id", "The lead's id.", Id).Answer(204, "Deleted.").NotFound("id", NoLead).Unavailable();

    public static OperationDoc Leaderboard => new OperationDoc("leaderboard", "The leads with the highest scores", "Ties share a rank; the earlier last event comes first, leads without events last.")
        .Query("limit", "How many leads.", Schemas.Integer(1, LeadEndpoints.MaxLeaders, 10))
        .Answer(200, "The leads, the highest score first.", new[] { Lead, Fresh })
        .Invalid("limit", "Must be a whole number from 1 to 1000.").Unavailable();

    /// <summary>The parameters that say which leads, and in what order.</summary>
    public static OperationDoc LeadFilters(this OperationDoc doc) => doc
        .Query("search", "Any substring of name, e-mail or company. Case, accents and full width do not matter; every character stands for itself.", Schemas.Text(LeadQueryReader.MaxSearchLength), "acme")
        .Query("minScore", "Leads with at least this score.", Schemas.Long(), "50")
        .Query("maxScore", "Leads with at most this score.", Schemas.Long(), "500")
        .Query("status", "Leads with this status.", Schemas.Choice(LeadStatusNames.All), "qualified")
        .Query("activeSince", "Leads whose newest event happened at or after this time.", null, "2026-01-01T00:00:00Z")
        .Query("inactiveSince", "Leads whose newest event happened before this time, and leads without events. With `activeSince`, which must be before it: last active in between.", null, "2026-02-01T00:00:00Z")
        .Query("sort", "By score (ties: the earlier last event first, then the id), name, newest event or newest lead.", Schemas.Choice(LeadQueryReader.SortNames, "-score"));
}
