using LeadScoring.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;

namespace LeadScoring.Tests.ServiceDefaults;

public sealed class RateLimitSamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void So_many_traces_a_second_are_sampled_and_no_unused_ones_are_kept_longer()
    {
        var sampler = new RateLimitSampler(20, _time);
        Assert.Equal(20, Sampled(sampler, 1_000));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(10, Sampled(sampler, 1_000));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(20, Sampled(sampler, 1_000));
    }

    private static int Sampled(RateLimitSampler sampler, int traces)
        => Enumerable.Range(0, traces).Count(_ => sampler.ShouldSample(default).Decision == SamplingDecision.RecordAndSample);
}
