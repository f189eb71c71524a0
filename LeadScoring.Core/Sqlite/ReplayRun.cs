using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Sqlite;

/// <summary>One chunk of a replay; the last one compares the ranks as well.</summary>
internal sealed class ReplayRun(SqliteFile file, RescoreJob job)
{
    public async Task<RescoreChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var numbers = await file.ReadAsync(
            session => HotLeadRows.NumbersAfter(session, RescoreJobRows.Cursor(session, job.Id), maxLeads), ct);
        var replay = new LeadReplay(file, job);
        var changes = new List<LeadChange>();
        foreach (var number in numbers)
        {
            if (await replay.RunAsync(number, ct) is { Change: { } change }) changes.Add(change);
        }

        var isLast = numbers.Count < maxLeads;
        if (isLast) await new RankCheck(file, job).RunAsync(ct);
        return new(numbers.Count, changes.Count(c => c.Score != c.PreviousScore), changes, isLast ? null : numbers[^1].ToString(CultureInfo.InvariantCulture));
    }
}
