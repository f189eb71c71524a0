using LeadScoring.Storage.Database;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;
using LeadScoring.Tests.Store.InMemory.Rows;

namespace LeadScoring.Tests.Store.InMemory;

/// <summary>A copy of the rows that one run of some work reads and changes. It refuses to be used after the run.</summary>
internal sealed class MemorySession : IStoreSession
{
    private MemoryRows? _rows;

    public MemorySession(MemoryRows rows)
    {
        _rows = rows;
        (States, Profiles, Deleted, TableRows) = (new MemoryLeadStates(this), new MemoryProfiles(this), new MemoryDeletedLeads(this), new MemoryTableRows(this));
        (Scores, Changes, Events, Failures) = (new MemoryScoreCounts(this), new MemoryChangeLog(this), new MemoryEventRows(this), new MemoryFailureRows(this));
        (Rules, Jobs, Imports, Rollups) = (new MemoryRuleRows(this), new MemoryJobRows(this), new MemoryImportRows(this), new MemoryRollupRows(this));
    }

    public MemoryRows Rows
    {
        get => _rows ?? throw new InvalidOperationException("The transaction has ended.");
        set => _rows = _rows is null ? throw new InvalidOperationException("The transaction has ended.") : value;
    }

    public ILeadStates States { get; }

    public ILeadProfiles Profiles { get; }

    public IDeletedLeads Deleted { get; }

    public ILeadTableRows TableRows { get; }

    public IScoreCounts Scores { get; }

    public ILeadChangeLog Changes { get; }

    public IEventRows Events { get; }

    public IFailureRows Failures { get; }

    public IRuleRows Rules { get; }

    public IJobRows Jobs { get; }

    public IImportRows Imports { get; }

    public IRollupRows Rollups { get; }

    /// <summary>Returns the rows as the run left them.</summary>
    public MemoryRows End()
    {
        var rows = Rows;
        _rows = null;
        return rows;
    }
}
