using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>
/// Makes eventIds for rows of a file that have none: a hash of lead, type, timestamp and metadata in their canonical form, and the row's ordinal among equal
/// rows. So the same file gives the same ids again, and of several equal rows each counts.
/// </summary>
internal sealed class RowIds(RowMemory.Share memory)
{
    /// <summary>Different rows of one file. Their hashes take 128 MB.</summary>
    public const int MaxRows = 10_000_000;

    /// <summary>In a dictionary, which doubles as it grows.</summary>
    private const int BytesPerRepeat = 32;

    private readonly RowSet _seen = new(MaxRows, memory);
    private readonly Dictionary<ulong, int> _repeats = [];

    /// <exception cref="FileFaultException">The file has too many rows without an eventId.</exception>
    /// <exception cref="RowMemoryFullException">All open files together have too many.</exception>
    public string Next(EventRow row, string leadId)
    {
        var draft = row.Draft;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        RowHash.Of(string.Join('\n', leadId, draft.EventType, draft.TimestampMs?.ToString(CultureInfo.InvariantCulture), row.CanonicalMetadata), hash);
        var ordinal = Ordinal(BinaryPrimitives.ReadUInt64BigEndian(hash));
        if (ordinal > 0) SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(ordinal.ToString(CultureInfo.InvariantCulture))], hash);
        return "row-" + Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>How many equal rows came before.</summary>
    private int Ordinal(ulong row)
    {
        if (_seen.Add(row)) return 0;
        if (_repeats.TryGetValue(row, out var last)) return _repeats[row] = last + 1;
        if (_seen.IsFull || _repeats.Count >= MaxRows / 4)
        {
            throw new FileFaultException($"At most {MaxRows:N0} rows without an eventId can be told apart in one file. Split it, or add an eventId column.");
        }

        memory.Take(BytesPerRepeat);
        return _repeats[row] = 1;
    }
}

/// <summary>
/// Finds rows of one file that have the same eventId for different events, among the first <see cref="MaxIds"/> eventIds, which take some 24 MB, or fewer while
/// many files are open.
/// </summary>
internal sealed class RepeatedIds(RowMemory.Share memory)
{
    private const int MaxIds = 500_000;
    private const int BytesPerId = 48;
    private readonly Dictionary<ulong, (ulong Content, long? TimestampMs)> _first = [];

    /// <summary>Whether an earlier row has this eventId for a different event. As everywhere, a time that either leaves out never differs.</summary>
    public bool IsConflict(IncomingEvent e, string? canonicalMetadata)
    {
        var id = RowHash.Of(e.EventId);
        var content = RowHash.Of(string.Join('\n', e.LeadId, e.EventType, canonicalMetadata));
        long? timestampMs = e.TimestampGiven ? e.TimestampMs : null;
        if (_first.TryGetValue(id, out var first)) return first.Content != content || (first.TimestampMs is not null && timestampMs is not null && first.TimestampMs != timestampMs);
        if (_first.Count < MaxIds && memory.TryTake(BytesPerId)) _first.Add(id, (content, timestampMs));
        return false;
    }
}

/// <summary>SHA-256 of texts, cut to what a table of some million needs.</summary>
internal static class RowHash
{
    public static ulong Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Of(text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    public static void Of(string text, Span<byte> hash) => SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
}

/// <summary>A set of 64-bit hashes in an open-addressing table, which takes less memory than a HashSet.</summary>
internal sealed class RowSet(int capacity, RowMemory.Share memory)
{
    private ulong[] _slots = new ulong[1024];
    private int _count;

    /// <summary>No further hash can be added.</summary>
    public bool IsFull => _count >= capacity;

    /// <summary>False if the hash is in the set already, or the set is full.</summary>
    public bool Add(ulong hash)
    {
        if (hash == 0) hash = 1; // 0 is an empty slot
        if (Contains(hash, out var slot) || IsFull) return false;
        _slots[slot] = hash;
        _count++;
        if (_count * 4L > _slots.Length * 3L) Grow();
        return true;
    }

    private bool Contains(ulong hash, out int slot)
    {
        var mask = _slots.Length - 1;
        for (slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == hash) return true;
        }

        return false;
    }

    private void Grow()
    {
        var old = _slots;
        memory.Take(old.Length * sizeof(ulong));
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash == 0) continue;
            Contains(hash, out var slot);
            _slots[slot] = hash;
        }
    }
}

/// <summary>Bounds what all open imports of the process remember of their rows, together: as much as the hashes of two files with the most rows that one may have.</summary>
internal sealed class RowMemory(long maxBytes = 256L << 20)
{
    private readonly long _max = maxBytes;
    private long _taken;

    /// <summary>For one import; its disposal gives back what it has taken.</summary>
    public Share Open() => new(this);

    internal sealed class Share(RowMemory memory) : IDisposable
    {
        private long _taken;

        /// <summary>Before a table grows by so many bytes.</summary>
        /// <exception cref="RowMemoryFullException"/>
        public void Take(long bytes)
        {
            if (!TryTake(bytes, memory._max)) throw new RowMemoryFullException();
        }

        /// <summary>The same for what can be done without: from half of the memory, so that files that need it are not stopped by those that do not.</summary>
        public bool TryTake(long bytes) => TryTake(bytes, memory._max / 2);

        public void Dispose() => Interlocked.Add(ref memory._taken, -Interlocked.Exchange(ref _taken, 0));

        private bool TryTake(long bytes, long most)
        {
            var isTaken = Interlocked.Add(ref memory._taken, bytes) <= most;
            if (isTaken) _taken += bytes;
            else Interlocked.Add(ref memory._taken, -bytes);
            return isTaken;
        }
    }
}

/// <summary>The open files have so many rows without an eventId that no more of them can be remembered now.</summary>
internal sealed class RowMemoryFullException()
    : Exception("Too many large files without eventIds are being read. Send the file again later, or with a column eventId: what had arrived counts once.");
