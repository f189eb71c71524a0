using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryLeadStates(MemorySession session) : ILeadStates
{
    public void Expect(IReadOnlyCollection<long> numbers)
    {
    }

    public void Expect(IReadOnlyCollection<string> ids)
    {
    }

    public LeadState? Find(string id) => session.Rows.NumbersById.TryGetValue(id, out var number) ? Find(number) : null;

    public LeadState? Find(long number) => session.Rows.Leads.GetValueOrDefault(number)?.ToState();

    public string? IdOf(long number) => session.Rows.Leads.GetValueOrDefault(number)?.Id;

    public List<LeadState> After(long number, long sinceMs, int limit) =>
        [.. session.Rows.Leads.Values.Where(lead => lead.Number > number && lead.Fold.Events > 0 && HasSince(lead, sinceMs)).Take(limit).Select(lead => lead.ToState())];

    public long CountSince(long sinceMs) => session.Rows.Leads.Values.Count(lead => HasSince(lead, sinceMs));

    public List<long> NumbersAfter(long number, int limit) => [.. session.Rows.Leads.Keys.Where(other => other > number).Take(limit)];

    public void Save(LeadState lead)
    {
        var row = session.Rows.Leads[lead.Number] with { Fold = LeadRow.Copy(lead.Fold), Version = lead.Version, Revision = lead.Revision, NewestDays = [.. lead.NewestDays.All] };
        session.Rows = session.Rows with { Leads = session.Rows.Leads.SetItem(lead.Number, row) };
    }

    public void SaveRevision(LeadState lead)
    {
        var row = session.Rows.Leads[lead.Number] with { Revision = lead.Revision };
        session.Rows = session.Rows with { Leads = session.Rows.Leads.SetItem(lead.Number, row) };
    }

    public IScoreBlocks Blocks(LeadState lead, RuleTimeline rules) => new MemoryBlocks(session, lead.Number, rules);

    public void ReplaceBlocks(LeadState lead, BlockList blocks)
    {
        session.Rows = session.Rows with { Blocks = session.Rows.Blocks.RemoveRange(session.Rows.Blocks.Keys.Where(key => key.Lead == lead.Number)) };
        var rows = new MemoryBlocks(session, lead.Number, null);
        foreach (var (level, block) in blocks.All) rows.Put(level, block);
    }

    private static bool HasSince(LeadRow lead, long sinceMs) => lead.Fold.Last.TimestampMs >= sinceMs;
}

/// <param name="session">The transaction.</param>
/// <param name="lead">The lead's number.</param>
/// <param name="rules">What scores the events; null where none are read.</param>
internal sealed class MemoryBlocks(MemorySession session, long lead, RuleTimeline? rules) : IScoreBlocks
{
    public IStepCursor Steps(int level, EventKey from, EventKey? before)
    {
        if (level == 0)
        {
            var (events, keys) = (session.Rows.Events, session.Rows.KeysOf(lead));
            var inOrder = keys.Between(keys.IndexFrom(from), before is { } end ? keys.IndexFrom(end) : keys.Count);
            return new Cursor(inOrder.Select(key => (key, rules!.StepAt(events[key.EventId].Event.EventType, key.TimestampMs))).GetEnumerator());
        }

        var blocks = session.Rows.BlocksOf(lead, level);
        var run = blocks.Between(IndexFrom(level, from), before is { } last ? IndexFrom(level, last) : blocks.Count);
        return new Cursor(run.Select(block => (block.First, block.Step)).GetEnumerator());
    }

    public ScoreBlock Covering(int level, EventKey key) => session.Rows.BlocksOf(lead, level)[IndexFrom(level, key.Successor) - 1];

    public EventKey? NextFirst(int level, EventKey first)
    {
        var (blocks, next) = (session.Rows.BlocksOf(lead, level), IndexFrom(level, first.Successor));
        return next < blocks.Count ? blocks[next].First : null;
    }

    public void Put(int level, ScoreBlock block)
    {
        var blocks = session.Rows.BlocksOf(lead, level).Remove(block).Add(block); // they are compared by their first keys
        session.Rows = session.Rows with { Blocks = session.Rows.Blocks.SetItem((lead, level), blocks) };
    }

    private int IndexFrom(int level, EventKey first) => session.Rows.BlocksOf(lead, level).IndexFrom(new ScoreBlock(first, 0, default));

    private sealed class Cursor(IEnumerator<(EventKey Key, ScoreStep Step)> steps) : IStepCursor
    {
        public ScoreStep Step => steps.Current.Step;

        public EventKey Key => steps.Current.Key;

        public bool Read() => steps.MoveNext();

        public void Dispose() => steps.Dispose();
    }
}
