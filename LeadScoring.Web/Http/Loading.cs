namespace LeadScoring.Web.Http;

/// <summary>A value that a page reads from the API. A failed attempt keeps the value that was read before. For one circuit's dispatcher.</summary>
public sealed class Loading<T> : IDisposable
    where T : class
{
    private CancellationTokenSource? _current;

    /// <summary>From the newest attempt that succeeded.</summary>
    public T? Value { get; private set; }

    /// <summary>Why the newest attempt failed; null when it did not.</summary>
    public ApiException? Problem { get; private set; }

    public bool IsBusy { get; private set; }

    /// <summary>The newest attempt failed, and another may succeed.</summary>
    public bool CanRetry => !IsBusy && Problem is { IsTransient: true };

    public void Clear() => (Value, Problem) = (null, null);

    /// <summary>Reads the value; cancels an attempt that is still in progress.</summary>
    public async Task ReadAsync(Func<CancellationToken, Task<T>> read, CancellationToken leaving)
    {
        _current?.Cancel();
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        _current = attempt;
        IsBusy = true;
        try
        {
            var value = await read(attempt.Token);
            if (_current == attempt) (Value, Problem) = (value, null);
        }
        catch (ApiException e)
        {
            if (_current == attempt) Problem = e;
        }
        catch (OperationCanceledException) when (attempt.IsCancellationRequested)
        {
            // A newer attempt began, or the page was left.
        }
        finally
        {
            if (_current == attempt) (_current, IsBusy) = (null, false);
        }
    }

    public void Dispose() => _current?.Cancel();
}
