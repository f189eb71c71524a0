using LeadScoring.Web.Http;

namespace LeadScoring.Web.Frame;

/// <summary>Something that is read from the API: what was read last stays when reading it again fails. For one circuit's thread.</summary>
public sealed class Loading<T> : IDisposable
    where T : class
{
    private CancellationTokenSource? _current;

    /// <summary>The newest that was read.</summary>
    public T? Value { get; private set; }

    /// <summary>Why the newest attempt failed.</summary>
    public ApiException? Problem { get; private set; }

    public bool IsBusy { get; private set; }

    /// <summary>Another attempt may do.</summary>
    public bool IsInTrouble => !IsBusy && Problem is { IsTransient: true };

    /// <summary>Forgets what was read, of another thing.</summary>
    public void Clear() => (Value, Problem) = (null, null);

    /// <summary>Reads; an earlier attempt that is still under way is given up.</summary>
    public async Task ReadAsync(Func<CancellationToken, Task<T>> read, CancellationToken leaving)
    {
        _current?.Cancel();
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        _current = mine;
        IsBusy = true;
        try
        {
            var value = await read(mine.Token);
            if (_current == mine) (Value, Problem) = (value, null);
        }
        catch (ApiException e)
        {
            if (_current == mine) Problem = e;
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            // A newer attempt, or the page was left.
        }
        finally
        {
            if (_current == mine) (_current, IsBusy) = (null, false);
        }
    }

    public void Dispose() => _current?.Cancel();
}
