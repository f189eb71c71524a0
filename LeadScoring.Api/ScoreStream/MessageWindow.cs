using LeadScoring.Core.Feed;

namespace LeadScoring.Api.ScoreStream;

/// <summary>
/// The newest messages, shared by all clients: each keeps only its position. A client that is further behind reads from the feed.
/// Thread-safe.
/// </summary>
internal sealed class MessageWindow(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Message[] _ring = new Message[capacity];
    private TaskCompletionSource _grown = New();
    private int _start;
    private int _count;
    private FeedId _after;
    private FeedId _last;
    private bool _open;

    /// <summary>The id up to which the feed has been read; null while the window is closed.</summary>
    public FeedId? Last
    {
        get
        {
            lock (_gate) return _open ? _last : null;
        }
    }

    /// <summary>Starts again, empty, from an id of the feed.</summary>
    public void Open(FeedId at)
    {
        lock (_gate)
        {
            Clear();
            (_after, _last, _open) = (at, at, true);
            Notify();
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            Clear();
            _open = false;
        }
    }

    /// <param name="messages">In order.</param>
    /// <param name="last">The id up to which the feed was read; it may be beyond the last message.</param>
    public void Add(IReadOnlyList<Message> messages, FeedId last)
    {
        lock (_gate)
        {
            foreach (var message in messages) Add(message);
            _last = last;
            Notify();
        }
    }

    /// <summary>The messages after an id; null if the window does not cover it, so that they have to be read from the feed.</summary>
    /// <param name="id">An id of this feed.</param>
    /// <param name="limit">The most messages to return.</param>
    /// <param name="grown">Completes when there may be more messages.</param>
    public IReadOnlyList<Message>? After(FeedId id, int limit, out Task grown)
    {
        lock (_gate)
        {
            grown = _grown.Task;
            if (!_open || id < _after || id > _last) return null;
            var from = FirstAfter(id);
            var messages = new Message[Math.Min(limit, _count - from)];
            for (var i = 0; i < messages.Length; i++) messages[i] = At(from + i);
            return messages;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Message At(int i) => _ring[(_start + i) % capacity];

    private int FirstAfter(FeedId id)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Id <= id) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Add(Message message)
    {
        if (_count < capacity)
        {
            _ring[(_start + _count++) % capacity] = message;
            return;
        }

        _after = _ring[_start].Id;
        _ring[_start] = message;
        _start = (_start + 1) % capacity;
    }

    private void Clear()
    {
        Array.Clear(_ring);
        (_start, _count) = (0, 0);
    }

    /// <summary>Completes the tasks that <see cref="After"/> gave out.</summary>
    private void Notify()
    {
        _grown.TrySetResult();
        _grown = New();
    }
}
