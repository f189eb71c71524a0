using LeadScoring.Streams.Demo;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>In memory; give the same one to several hosts to make them one system.</summary>
public sealed class FakeDemoSwitch : IDemoSwitch
{
    private readonly Lock _gate = new();
    private string? _holder;

    public DemoWish? Wish { get; set; }

    /// <summary>What every call does instead.</summary>
    public Exception? Throws { get; set; }

    public Task<DemoWish?> ReadAsync(CancellationToken ct) => Do(() => Wish);

    public Task WishAsync(DemoWish wish, CancellationToken ct) => Do(() =>
    {
        lock (_gate) return Wish = wish;
    });

    public Task<bool> ReplaceAsync(DemoWish read, DemoWish? wish, CancellationToken ct) => Do(() =>
    {
        lock (_gate)
        {
            if (Wish != read) return false;
            Wish = wish;
            return true;
        }
    });

    public Task<bool> HoldAsync(string holder, TimeSpan lease, CancellationToken ct) => Do(() =>
    {
        lock (_gate) return (_holder ??= holder) == holder;
    });

    public Task ReleaseAsync(string holder, CancellationToken ct) => Do(() =>
    {
        lock (_gate) return _holder = _holder == holder ? null : _holder;
    });

    private Task<T> Do<T>(Func<T> act) => Throws is null ? Task.FromResult(act()) : throw Throws;
}
