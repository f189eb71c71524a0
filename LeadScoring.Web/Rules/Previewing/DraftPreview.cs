using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;

namespace LeadScoring.Web.Rules.Previewing;

/// <summary>The preview of what is being typed: counted when typing has paused, and given up when it goes on. For one circuit's dispatcher.</summary>
public sealed class DraftPreview(Func<PreviewRequest, CancellationToken, Task<PreviewResponse>> count, TimeProvider clock) : IDisposable
{
    /// <summary>From the last change to the preview of it.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    private PreviewRequest? _asked;
    private PreviewRequest? _counted;

    public Loading<PreviewResponse> Answer { get; } = new(clock);

    /// <summary>When the answer was counted.</summary>
    public DateTimeOffset? At { get; private set; }

    /// <summary>Whether the answer is of this request and not of an earlier one.</summary>
    public bool IsOf(PreviewRequest? request) => request is not null && _counted is not null && IsSame(_counted, request);

    public void Clear()
    {
        Answer.Cancel();
        Answer.Clear();
        (_asked, _counted, At) = (null, null, null);
    }

    /// <param name="request">Null: there is nothing to count now; the last answer stays.</param>
    /// <param name="now">At once, also when the same was counted before.</param>
    public async Task CountAsync(PreviewRequest? request, bool now, CancellationToken leaving)
    {
        if (request is null)
        {
            Answer.Cancel();
            _asked = null;
            return;
        }

        if (!now && _asked is not null && IsSame(_asked, request)) return;
        _asked = request;
        await Answer.ReadAsync(
            async ct =>
            {
                if (!now) await Task.Delay(Delay, clock, ct);
                return await count(request, ct);
            },
            leaving);
        if (_asked == request && Answer is { Problem: null, IsBusy: false }) (_counted, At) = (request, clock.GetUtcNow());
    }

    public void Dispose() => Answer.Dispose();

    /// <summary>Lists are compared by what is in them.</summary>
    private static bool IsSame(PreviewRequest a, PreviewRequest b) =>
        a with { Thresholds = null } == b with { Thresholds = null } && (a.Thresholds ?? []).SequenceEqual(b.Thresholds ?? []);
}
