using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Jobs;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// One lead in one round. Events newer than all others are applied one by one. Older ones wait until the next newer event, the next
/// duplicate or the end, and are folded in together: their recorded scores are those before and after that fold.
/// </summary>
internal sealed class LeadCommit(MongoData data, CommitRun run, RuleTimeline rules, MongoLead lead, TouchedLead touched)
{
    private readonly StoredBlocks _blocks = new(data, lead, rules);
    private readonly List<Waiting> _waiting = [];
    private readonly Dictionary<string, CommitResultOf> _results = new(StringComparer.Ordinal);
    private readonly List<MongoEvent> _counted = [];
    private readonly List<Action> _reports = [];
    private readonly long _now = data.Now;
    private readonly long _versionBefore = lead.Version;
    private BsonArray? _marks;
    private bool _revised;

    public string LeadId => lead.Id;

    public long Stamp { get; } = LeadDocuments.NextStamp();

    public LastCommit Commit { get; private set; } = lead.Commit;

    public bool WasRefolded => _blocks.Refolded is not null;

    public long OldGeneration { get; } = lead.Generation;

    public long NewGeneration { get; } = LeadDocuments.NextStamp();

    public bool HasToWrite => _counted.Count > 0 || _revised;

    public IEnumerable<string> ImportIds => _counted.Select(e => e.ImportId).OfType<string>();

    /// <summary>Brings the lead to the rules of this round; refolds it if the points of its events may differ.</summary>
    public void CatchUp()
    {
        if (lead.Revision >= rules.Revision) return;
        if (lead.Fold.Events > 0 && data.Rules.Affects(lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs))
        {
            var blocks = new BlockList();
            using var events = _blocks.Steps(0, EventKey.Lowest, null);
            lead.Fold = ScoreTree.Rebuild(lead.Fold, events, blocks);
            _blocks.Replace(blocks);
            var rescore = data.Rules.RescoreOf(lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs);
            _marks = LeadMarks.With(lead, rescore, lead.Fold.Score != lead.StoredScore);
        }

        lead.Revision = rules.Revision;
        _revised = true;
    }

    public void Apply(StoredBatch batch, int index)
    {
        var e = run.Events[index];
        if (batch.Own(lead.Id, e.EventId) is not { } stored)
        {
            ReportOthers(e, index, batch.Others(e.EventId));
            return;
        }

        if (lead.Counts(stored) || _results.ContainsKey(e.EventId) || _waiting.Exists(w => w.Event.EventId == e.EventId))
        {
            Repeat(e, index, stored);
            return;
        }

        // An event that an earlier submission stored but did not get counted counts as stored: the first submission wins.
        var isItself = stored.Submission == e.Submission;
        Count(stored, e, isItself ? index : null);
        if (!isItself) Repeat(e, index, stored);
    }

    public void Finish()
    {
        FoldWaiting();
        if (!HasToWrite) return;
        if (_counted.Count > 0 || lead.Fold.Score != lead.StoredScore) lead.Version++;
        if (WasRefolded) lead.Generation = NewGeneration;
        if (WasRefolded || _blocks.Changed.Count > 0) lead.Shape = lead.Version;
        if (_counted.Count > 0 || WasRefolded) Commit = new(lead.Version, _now, _results, lead.Generation, _blocks.Changed);
    }

    /// <summary>The blocks of a full refold, to be written before the update of the lead's document.</summary>
    public IEnumerable<BsonDocument> NewBlocks() =>
        _blocks.Refolded?.All.Select(b => BlockDocuments.New(lead.Id, NewGeneration, lead.Version, b.Level, b.Block)) ?? [];

    /// <summary>The update of the lead's document: the one write that decides.</summary>
    public UpdateOneModel<BsonDocument> Update()
    {
        var fields = LeadDocuments.FoldFields(lead.Fold).AddRange(new BsonDocument
        {
            { "version", lead.Version },
            { "revision", lead.Revision },
            { "generation", lead.Generation },
            { "shape", lead.Shape },
            { "commit", Commit.ToDocument() },
            { "stamp", Stamp },
        });
        if (_marks is not null) fields.Add("rescored", _marks);
        return LeadWrites.Replace(lead, fields);
    }

    /// <summary>
    /// Whether the update was applied: the document has its stamp, or was changed since and still has the block generation of its refold.
    /// (An update that was applied and is no longer recognized is found in the next round, where its events are counted already.)
    /// </summary>
    public bool IsIn(BsonDocument state) => state.Int64("stamp") == Stamp || (WasRefolded && state.Int64OrNull("generation") == NewGeneration);

    public void Succeeded()
    {
        foreach (var report in _reports) report();
        touched.Saved(lead);
        run.Folded(lead.Id, lead.Revision);
    }

    private void Count(MongoEvent stored, IncomingEvent e, int? index)
    {
        var isNewest = lead.Fold.IsNewest(stored.Key);
        if (isNewest) FoldWaiting();
        _blocks.Count(stored.EventId);
        _counted.Add(stored);
        _reports.Add(() => touched.Counted(e, _now));
        if (!isNewest)
        {
            _waiting.Add(new(stored, index));
            return;
        }

        var before = lead.Fold.Score;
        ScoreTree.Append(lead.Fold, _blocks, stored.Key, rules.StepAt(stored.EventType, stored.TimestampMs));
        Record(stored, index, before);
    }

    private void FoldWaiting()
    {
        if (_waiting.Count == 0) return;
        var before = lead.Fold.Score;
        ScoreTree.Insert(lead.Fold, _blocks, _waiting.ConvertAll(w => w.Event.Key));
        foreach (var (e, index) in _waiting) Record(e, index, before);
        _waiting.Clear();
    }

    private void Record(MongoEvent e, int? index, long before)
    {
        var late = e.Key < touched.LastBefore;
        var result = new CommitResultOf(e.TimestampMs, before, lead.Fold.Score, late);
        _results[e.EventId] = result;
        if (index is not { } at) return;
        var unscored = rules.IsUnscored(e.EventType, e.TimestampMs);
        var outcome = new EventOutcome(e.EventId, lead.Id, EventStatus.Committed, false, before, lead.Fold.Score, late, unscored);
        _reports.Add(() => run.Report(at, outcome));
    }

    private void Repeat(IncomingEvent e, int index, MongoEvent stored)
    {
        FoldWaiting(); // the event may be among them
        if (_results.TryGetValue(e.EventId, out var result)) stored.Count(_versionBefore + 1, _now, result);
        var recorded = stored.ToStored();
        var redelivered = stored.Submission == e.Submission;
        var unscored = rules.IsUnscored(stored.EventType, stored.TimestampMs);
        var score = lead.Fold.Score;
        var outcome = redelivered
            ? new EventOutcome(e.EventId, lead.Id, EventStatus.Committed, false, stored.Before, stored.After, stored.Late, unscored, true)
            : new EventOutcome(e.EventId, lead.Id, EventStatus.Duplicate, EventConflict.Differs(recorded, e), score, score, stored.Late, unscored);
        _reports.Add(() =>
        {
            touched.Repeated(e, recorded, redelivered);
            run.Report(index, outcome);
        });
    }

    /// <summary>The eventId belongs to another lead, perhaps a deleted one: a duplicate and a conflict.</summary>
    private void ReportOthers(IncomingEvent e, int index, (MongoLead Lead, MongoEvent Event)? other)
    {
        FoldWaiting();
        var score = lead.Fold.Score;
        var unscored = other is var (_, found) && rules.IsUnscored(found.EventType, found.TimestampMs);
        var outcome = new EventOutcome(e.EventId, lead.Id, EventStatus.Duplicate, Conflict: true, score, score, other?.Event.Late ?? false, unscored);
        _reports.Add(() =>
        {
            if (other is var (owner, theirs))
            {
                var recorded = theirs.ToStored();
                touched.Repeated(e, recorded, redelivered: false);
                run.Touch(owner).Repeated(e, recorded, redelivered: false);
            }

            run.Report(index, outcome);
        });
    }

    private readonly record struct Waiting(MongoEvent Event, int? Index);
}
