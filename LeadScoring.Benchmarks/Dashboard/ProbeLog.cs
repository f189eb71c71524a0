namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>
/// When each probe's events were sent, in order. A probe's score is its base and one point per event: the first row that shows
/// the base + n shows the n-th event, and all before it.
/// </summary>
internal sealed class ProbeLog(TimeProvider time)
{
    private readonly Dictionary<string, List<double>> _sent = [];

    /// <summary>Milliseconds since 1970, the clock that the browser reads as well.</summary>
    public double Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public void Sent(string leadId)
    {
        if (!_sent.TryGetValue(leadId, out var times)) _sent[leadId] = times = [];
        times.Add(Now);
    }

    /// <param name="seen">In order of time.</param>
    /// <param name="since">Events sent earlier do not count.</param>
    /// <returns>Per event, the milliseconds until a row showed it; NaN: none did.</returns>
    public IReadOnlyList<double> Latencies(IReadOnlyList<SeenScore> seen, double since)
    {
        var byLead = seen.ToLookup(s => s.LeadId);
        var latencies = new List<double>();
        foreach (var (lead, times) in _sent)
        {
            using var rows = byLead[lead].GetEnumerator();
            var more = rows.MoveNext();
            for (var n = 1; n <= times.Count; n++)
            {
                while (more && rows.Current.Score < BoardLeads.ProbeBase + n) more = rows.MoveNext();
                if (times[n - 1] >= since) latencies.Add(more ? rows.Current.At - times[n - 1] : double.NaN);
            }
        }

        return latencies;
    }
}
