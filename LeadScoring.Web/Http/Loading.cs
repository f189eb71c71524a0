namespace LeadScoring.Web.Http;

/// <summary>A value that a page reads from the API. A failed attempt keeps the value that was read before. For one circuit's dispatcher.</summary>
public sealed class Loading<T>(TimeProvider? time = null) : IDisposable
    where T : class
{
    /// <summary>A wait that is shorter is not worth a word.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);
    private CancellationTokenSource? _current;

    /// <summary>From the newest attempt that succeeded.</summary>
    public T? Value { get; private set; }

    /// <summary>Why the newest attempt failed; null when it did not.</summary>
    public ApiException? Problem { get; private set; }

    public bool IsBusy { get; private set; }

    /// <summary>The API has not answered for a second. See <see cref="OnSlow"/>.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Called on the circuit's dispatcher when <see cref="IsSlow"/> becomes true: a page renders then.</summary>
    public Action? OnSlow { get; set; }

    /// <summary>The newest attempt failed, and another may succeed.</summary>
    public bool CanRetry => !IsBusy && Problem is { IsTransient: true };

    public void Clear() => (Value, Problem) = (null, null);

    /// <summary>Gives up waiting; the value that was read before stays.</summary>
    public void Cancel()
    {
        _current?.Cancel();
        (_current, IsBusy, IsSlow) = (null, false, false);
    }

    /// <summary>Reads the value; cancels an attempt that is still in progress.</summary>
    public async Task ReadAsync(Func<CancellationToken, Task<T>> read, CancellationToken leaving)
    {
        _current?.Cancel();
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        _current = attempt;
        IsBusy = true;
        try
        {
            var reading = read(attempt.Token);
            _ = WatchAsync(reading, attempt);
            var value = await reading;
            if (_current == attempt) (Value, Problem) = (value, null);
        }
        catch (ApiException e)
        {
            if (_current == attempt) Problem = e;
        }
        catch (OperationCanceledException) when (attempt.IsCancellationRequested)
        {
            // A newer attempt began, it was cancelled, or the page was left.
        }
        finally
        {
            if (_current == attempt) (_current, IsBusy, IsSlow) = (null, false, false);
        }
    }

    public void Dispose() => _current?.Cancel();

    private async Task WatchAsync(Task reading, CancellationTokenSource attempt)
    {
        if (IsSlow) return; // since an attempt before this one
        await Task.WhenAny(reading, Task.Delay(SlowAfter, time ?? TimeProvider.System));
        if (reading.IsCompleted || _current != attempt) return;
        IsSlow = true;
        OnSlow?.Invoke();
    }
}
