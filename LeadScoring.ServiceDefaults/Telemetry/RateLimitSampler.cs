using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>
/// Token bucket for new traces: a developer who clicks sees every trace, and a load of thousands of events a second costs no more than
/// <paramref name="perSecond"/> traces. A trace with a parent follows its parent (<see cref="ParentBasedSampler"/>).
/// </summary>
/// <param name="perSecond">Traces per second, at least 1; also the size of the bucket.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimitSampler(int perSecond, TimeProvider time) : Sampler
{
    private readonly Lock _gate = new();
    private double _tokens = perSecond;
    private long _last = time.GetTimestamp();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(TryTake());

    private bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(perSecond, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
            _last = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
