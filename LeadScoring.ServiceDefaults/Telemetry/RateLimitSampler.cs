using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>
/// Samples new traces up to so many a second, and none of the rest: whoever clicks sees every trace, and a flood of events costs no more than that.
/// A trace that another service began is not asked for here (<see cref="ParentBasedSampler"/>).
/// </summary>
/// <param name="perSecond">Traces a second, at least 1; unused ones are kept for one second.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimitSampler(int perSecond, TimeProvider time) : Sampler
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _last = time.GetTimestamp();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(Take());

    private bool Take()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
            _last = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
