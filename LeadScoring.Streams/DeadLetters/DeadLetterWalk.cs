using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.DeadLetters;

/// <summary>
/// Walks through the dead letters of all streams, the newest first, and reads only what tells which these are: payloads may be large. Entries
/// of all streams are in one order: by id, then lane and partition.
/// </summary>
/// <param name="after">The walk goes on behind this one; null: it begins with the newest.</param>
/// <param name="chunk">How many are read from a stream at a time.</param>
internal sealed class DeadLetterWalk(IDatabase db, IEnumerable<(Lane Lane, int Partition)> streams, DeadLetterId? after, int chunk)
{
    /// <summary>The id and the beginning of the reason of each: 120 characters tell the cause.</summary>
    private const string Read = """
        local marks = {}
        for _, letter in ipairs(redis.call('XREVRANGE', KEYS[1], ARGV[1], '-', 'COUNT', ARGV[2])) do
          local reason = ''
          for i = 1, #letter[2], 2 do
            if letter[2][i] == 'reason' then reason = string.sub(letter[2][i + 1], 1, 120) end
          end
          marks[#marks + 1] = letter[1]
          marks[#marks + 1] = reason
        end
        return marks
        """;

    private readonly PriorityQueue<Source, DeadLetterId> _heads = new();
    private bool _begun;

    /// <summary>The next one; null at the end.</summary>
    public async ValueTask<DeadLetterMark?> NextAsync(CancellationToken ct)
    {
        if (!_begun) await BeginAsync().ConfigureAwait(false);
        if (!_heads.TryDequeue(out var source, out _)) return null;
        var mark = source.Marks.Dequeue();
        if (source.Marks.Count == 0 && !source.IsAtEnd)
        {
            ct.ThrowIfCancellationRequested();
            await FillAsync(source, "(" + mark.Id.EntryId).ConfigureAwait(false);
        }

        if (source.Marks.TryPeek(out var next)) _heads.Enqueue(source, next.Id);
        return mark;
    }

    private async Task BeginAsync()
    {
        _begun = true;
        var sources = streams.Select(s => new Source(s.Lane, s.Partition)).ToList();
        await Task.WhenAll(sources.Select(source => FillAsync(source, Start(source)))).ConfigureAwait(false);
        foreach (var source in sources.Where(s => s.Marks.Count > 0)) _heads.Enqueue(source, source.Marks.Peek().Id);
    }

    private string Start(Source source) =>
        after is null ? "+" : new DeadLetterId(source.Lane, source.Partition, after.EntryId).CompareTo(after) > 0 ? after.EntryId : "(" + after.EntryId;

    private async Task FillAsync(Source source, string from)
    {
        var read = (RedisValue[])(await db.ScriptEvaluateAsync(Read, [StreamKeys.Dead(source.Lane, source.Partition)], [from, chunk]).ConfigureAwait(false))!;
        foreach (var pair in read.Chunk(2)) source.Marks.Enqueue(new(new(source.Lane, source.Partition, pair[0]!), pair[1]!));
        source.IsAtEnd = read.Length < 2 * chunk;
    }

    private sealed record Source(Lane Lane, int Partition)
    {
        public Queue<DeadLetterMark> Marks { get; } = new();

        public bool IsAtEnd { get; set; }
    }
}

/// <param name="Reason">Its beginning.</param>
internal sealed record DeadLetterMark(DeadLetterId Id, string Reason)
{
    public string Cause => DeadLetterCause.Of(Reason);

    public long ArrivedMs => (long)FeedId.Parse(Id.EntryId).Ms;
}
