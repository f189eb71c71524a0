using System.Collections.Concurrent;
using LeadScoring.Core.Insights;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Insights;

internal sealed class InsightStore(IStoreDatabase database, LeadTableUpdater table) : IInsightStore
{
    private const int MaxCompanies = 10;
    private static readonly TimeSpan CompaniesAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConversionAge = TimeSpan.FromHours(6);

    private readonly Kept<CompanyActivity> _companies = new(CompaniesAge);
    private readonly Kept<Conversion> _conversions = new(ConversionAge);

    public Task<EventActivity> EventsAsync(int firstDay, int lastDay, CancellationToken ct) => database.ReadAsync(
        session => new EventActivity(RollupMerge.Read(session, firstDay, lastDay), database.Timelines.Current(session)), ct);

    public Task<LeadOverview> LeadsAsync(long activeSinceMs, CancellationToken ct) =>
        table.QueryAsync(session => table.Read(session, leads => LeadCensus.Overview(leads, activeSinceMs)), ct);

    public Task<CompanyActivity> CompaniesAsync(int days, CancellationToken ct) => _companies.ReadAsync(days, () => CountCompaniesAsync(days)).WaitAsync(ct);

    public Task<Conversion?> ConversionAsync(int days, CancellationToken ct) =>
        _conversions.TryReadAsync(days, () => new ConversionWalk(database, table, database.Now, TimeSpan.FromDays(days)).RunAsync()).WaitAsync(ct);

    public async Task<int> MergeAsync(int maxEntries, CancellationToken ct) =>
        await database.ReadAsync(session => session.Rollups.Pending(1).Count > 0, ct)
            ? await database.WriteAsync(session => RollupMerge.Run(session, maxEntries), ct)
            : 0;

    private Task<CompanyActivity> CountCompaniesAsync(int days)
    {
        var now = database.Now;
        var since = now - (long)TimeSpan.FromDays(days).TotalMilliseconds;
        return table.QueryAsync(session => table.Read(session, leads => LeadCensus.Companies(leads, since, MaxCompanies)) is { } counts ? new CompanyActivity(now, Named(session, counts)) : null, default);
    }

    private static List<ActiveCompany> Named(IStoreSession session, List<CompanyCount> counts)
    {
        var hottest = session.Profiles.Find([.. counts.Select(c => c.Hottest)]);
        return [.. counts.Zip(hottest, (count, lead) => new ActiveCompany(lead.Company ?? "", count.Active, count.People, count.HighestScore, lead.Id, lead.Name))];
    }

    /// <summary>
    /// Results that take too long for a request, by their days: one computation at a time for each, and an older result is given out while a newer one
    /// is worked out.
    /// </summary>
    private sealed class Kept<T>(TimeSpan maxAge)
        where T : class
    {
        /// <summary>How long a first result is waited for before there is none yet.</summary>
        private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

        private readonly ConcurrentDictionary<int, Entry> _entries = new();

        public async Task<T> ReadAsync(int days, Func<Task<T>> compute) => Start(days, compute) is var (value, running) && value is not null ? value : await running!;

        public async Task<T?> TryReadAsync(int days, Func<Task<T>> compute)
        {
            var (value, running) = Start(days, compute);
            if (value is not null) return value;
            return await Task.WhenAny(running!, Task.Delay(FirstWait)) == running ? await running : null;
        }

        /// <returns>What is kept, or null; and what is being worked out, which is not null without the other.</returns>
        private (T? Value, Task<T>? Running) Start(int days, Func<Task<T>> compute)
        {
            var entry = _entries.GetOrAdd(days, _ => new Entry());
            lock (entry)
            {
                if (entry.Running is { IsCompletedSuccessfully: true } done) (entry.Value, entry.At, entry.Running) = (done.Result, Environment.TickCount64, null);
                if (entry.Running is { IsCompleted: true }) entry.Running = null; // failed: the next one tries again
                if (entry.Running is null && (entry.Value is null || Environment.TickCount64 - entry.At > maxAge.TotalMilliseconds)) entry.Running = Task.Run(compute);
                return (entry.Value, entry.Running);
            }
        }

        private sealed class Entry
        {
            public T? Value { get; set; }

            public long At { get; set; }

            public Task<T>? Running { get; set; }
        }
    }
}
