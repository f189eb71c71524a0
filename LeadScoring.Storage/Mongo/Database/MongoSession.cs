using LeadScoring.Storage.Database;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Imports;
using LeadScoring.Storage.Mongo.Insights;
using LeadScoring.Storage.Mongo.Jobs;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Mongo.Rules;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>One snapshot or one attempt of a transaction.</summary>
internal sealed class MongoSession : IStoreSession
{
    public MongoSession(MongoData data, IClientSessionHandle session, CancellationToken ct)
    {
        Data = data;
        Documents = new SessionDocuments(data.Database, session, ct);
        Stripes = new StripeRows(Documents.Stripes);
        Counts = new StripeCounts(Documents.Counts);
        Leads = new LeadStateRows(this);
        Deleted = new DeletedLeadRows(this);
        Events = new EventRows(this);
        Profiles = new LeadRows(this, ct);
        TableRows = new LeadTableRows(Documents.Leads);
        Scores = new ScoreCountRows(Documents);
        Changes = new LeadChangeLog(Documents.Changes, Stripes);
        Failures = new FailureRows(Documents.Failures);
        Rules = new RuleRows(Documents, Stripes);
        Jobs = new JobRows(Documents, Counts);
        Imports = new ImportRows(Documents, Counts);
        Rollups = new RollupRows(Documents);
    }

    public MongoData Data { get; }

    public SessionDocuments Documents { get; }

    public StripeRows Stripes { get; }

    public StripeCounts Counts { get; }

    public LeadStateRows Leads { get; }

    public DeletedLeadRows Deleted { get; }

    public EventRows Events { get; }

    public ILeadProfiles Profiles { get; }

    public ILeadTableRows TableRows { get; }

    public IScoreCounts Scores { get; }

    public ILeadChangeLog Changes { get; }

    public IFailureRows Failures { get; }

    public IRuleRows Rules { get; }

    public IJobRows Jobs { get; }

    public IImportRows Imports { get; }

    public IRollupRows Rollups { get; }

    ILeadStates IStoreSession.States => Leads;

    IDeletedLeads IStoreSession.Deleted => Deleted;

    IEventRows IStoreSession.Events => Events;

    /// <summary>
    /// Sends what the work has written. The stripes come last: they are what transactions of different leads may meet in, and from their
    /// update until the commit no other transaction can write them.
    /// </summary>
    public void Flush()
    {
        Documents.Flush();
        Stripes.Flush();
    }
}

/// <summary>The collections of one session; see <see cref="MongoSchema"/> for their indexes.</summary>
internal sealed class SessionDocuments
{
    private readonly List<SessionCollection> _all = [];

    public SessionDocuments(IMongoDatabase database, IClientSessionHandle session, CancellationToken ct)
    {
        var reader = new SessionReader(database, session, ct);
        SessionCollection Of(string name) => new(reader, session, database.GetCollection<BsonDocument>(name), ct);
        SessionCollection Add(string name)
        {
            var documents = Of(name);
            _all.Add(documents);
            return documents;
        }

        Events = Add("events");
        Blocks = Add("score_blocks");
        Leads = Add("leads");
        Scores = Add("score_counts");
        Changes = Add("lead_changes");
        Counts = Add("counts");
        Deleted = Add("deleted_leads");
        Tombstones = Add("tombstones");
        Failures = Add("failures");
        Versions = Add("rule_versions");
        Revisions = Add("rule_revisions");
        Jobs = Add("jobs");
        Differences = Add("replay_differences");
        Imports = Add("imports");
        Rejects = Add("import_rejects");
        Rollups = Add("event_rollups");
        RollupChanges = Add("rollup_changes");
        Counters = Add(LeadNumbers.Collection);
        Stripes = Of("stripes");
    }

    public SessionCollection Leads { get; }

    public SessionCollection Events { get; }

    public SessionCollection Blocks { get; }

    public SessionCollection Scores { get; }

    public SessionCollection Changes { get; }

    public SessionCollection Counts { get; }

    public SessionCollection Deleted { get; }

    public SessionCollection Tombstones { get; }

    public SessionCollection Failures { get; }

    public SessionCollection Versions { get; }

    public SessionCollection Revisions { get; }

    public SessionCollection Jobs { get; }

    public SessionCollection Differences { get; }

    public SessionCollection Imports { get; }

    public SessionCollection Rejects { get; }

    public SessionCollection Rollups { get; }

    public SessionCollection RollupChanges { get; }

    public SessionCollection Counters { get; }

    public SessionCollection Stripes { get; }

    public void Flush() => _all.ForEach(documents => documents.Flush());
}
