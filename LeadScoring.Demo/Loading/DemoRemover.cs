using LeadScoring.Contracts.Demo;
using LeadScoring.Demo.Api;

namespace LeadScoring.Demo.Loading;

/// <summary>Deletes the sample leads again, and nothing else. Can be repeated: leads that are gone are not found.</summary>
internal sealed class DemoRemover(LeadScoringApi api, DemoLeads leads, TimeProvider time)
{
    /// <summary>How long simulated events may take to be counted: one about a lead that was deleted meanwhile would end in the dead letters.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Leads that are deleted, of those that the last call began with.</summary>
    public DemoProgress? Progress { get; private set; }

    /// <exception cref="ApiUnavailableException">Some leads are left. The next call goes on.</exception>
    public async Task<int> RemoveAsync(CancellationToken ct)
    {
        leads.Forget();
        var sample = (await leads.FindAsync(ct)).Values;
        var (done, total) = (0, sample.Count());
        Progress = new(0, total);
        await WaitForEventsAsync(ct);
        try
        {
            foreach (var lead in sample)
            {
                await api.DeleteLeadAsync(lead.Id, ct);
                Progress = new(++done, total);
            }
        }
        finally
        {
            leads.Forget();
        }

        return done;
    }

    private async Task WaitForEventsAsync(CancellationToken ct)
    {
        for (var end = time.GetUtcNow() + LongestWait; time.GetUtcNow() < end && await api.LiveBacklogAsync(ct) > 0;) await Task.Delay(PollInterval, time, ct);
    }
}
