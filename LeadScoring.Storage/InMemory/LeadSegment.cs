using System.Runtime.CompilerServices;
using System.Text;
using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// 8,192 leads, one array per field. All their text is in one buffer, <c>name 0xff email 0xff company 0xff</c> per lead (an address
/// whose domain can be written in several ways has a part for each), and is searched
/// as a whole. UTF-8 never contains 0xff, so nothing matches across two fields.
/// </summary>
internal sealed class LeadSegment
{
    public const int Capacity = 8192;
    public const byte Separator = 0xff;

    /// <summary>In place of a status, of which there are fewer than 31: see <see cref="LeadFilter"/>.</summary>
    private const byte Removed = 0xff;

    private readonly int[] _ends = new int[Capacity];
    private byte[] _text = new byte[Capacity * 48];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public long[] Numbers { get; } = new long[Capacity];

    public long[] Scores { get; } = new long[Capacity];

    /// <summary>Unix ms; <see cref="long.MinValue"/> without events.</summary>
    public long[] LastEvents { get; } = new long[Capacity];

    public long[] Created { get; } = new long[Capacity];

    public int[] NameRanks { get; } = new int[Capacity];

    public byte[] Statuses { get; } = new byte[Capacity];

    public ReadOnlySpan<byte> AllText => _text.AsSpan(0, End(Count - 1));

    public bool IsRemoved(int i) => Statuses[i] == Removed;

    public void Remove(int i) => Statuses[i] = Removed;

    /// <returns>The new lead's index.</returns>
    public int Add(in LeadRecord lead)
    {
        var i = Count++;
        Numbers[i] = lead.Number;
        Scores[i] = lead.Score;
        LastEvents[i] = lead.LastEventMs;
        Created[i] = lead.CreatedAtMs;
        Statuses[i] = (byte)lead.Status;
        var end = Append(End(i - 1), lead.SearchName);
        end = Append(end, lead.SearchEmail);
        _ends[i] = Append(end, lead.SearchCompany);
        return i;
    }

    /// <summary>The name as it is searched, by which leads are sorted.</summary>
    public ReadOnlySpan<byte> Name(int i)
    {
        var text = _text.AsSpan(End(i - 1), End(i) - End(i - 1));
        return text[..text.IndexOf(Separator)];
    }

    /// <summary>The company as it is searched; empty without one.</summary>
    public ReadOnlySpan<byte> Company(int i)
    {
        var text = _text.AsSpan(End(i - 1), End(i) - End(i - 1) - 1);
        return text[(text.LastIndexOf(Separator) + 1)..];
    }

    public bool Contains(int i, ReadOnlySpan<byte> needle) => _text.AsSpan(End(i - 1), End(i) - End(i - 1)).IndexOf(needle) >= 0;

    /// <summary>The first lead from <paramref name="i"/> on whose text contains the needle, or <see cref="Count"/>.</summary>
    public int NextMatch(int i, ReadOnlySpan<byte> needle)
    {
        if (i >= Count) return Count;
        var from = End(i - 1);
        var found = AllText[from..].IndexOf(needle);
        if (found < 0) return Count;
        return LeadAt(i, from + found);
    }

    /// <summary>The lead, from <paramref name="i"/> on, whose text contains a position of the buffer: galloping, then binary search.</summary>
    private int LeadAt(int i, int position)
    {
        var (low, step) = (i, 1);
        while (low + step < Count && _ends[low + step - 1] <= position)
        {
            low += step;
            step *= 2;
        }

        var high = Math.Min(low + step - 1, Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ends[middle] <= position) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int End(int i) => i < 0 ? 0 : _ends[i];

    private int Append(int at, ReadOnlySpan<byte> text)
    {
        var end = at + text.Length + 1;
        if (end > _text.Length) Array.Resize(ref _text, Math.Max(end, _text.Length + (_text.Length / 2)));
        text.CopyTo(_text.AsSpan(at));
        _text[end - 1] = Separator;
        return end;
    }
}

/// <summary>A lead as it is put into the table; texts are UTF-8.</summary>
public readonly ref struct LeadRecord
{
    /// <summary>The store's number of the lead: ascending with its id.</summary>
    public required long Number { get; init; }

    /// <summary>From <see cref="SearchText"/>; also the order of names.</summary>
    public required ReadOnlySpan<byte> SearchName { get; init; }

    /// <summary>From <see cref="SearchAddress"/>.</summary>
    public required ReadOnlySpan<byte> SearchEmail { get; init; }

    /// <summary>From <see cref="SearchText"/>.</summary>
    public required ReadOnlySpan<byte> SearchCompany { get; init; }

    public required LeadStatus Status { get; init; }

    public required long CreatedAtMs { get; init; }

    public required long Score { get; init; }

    /// <summary>Unix ms; <see cref="long.MinValue"/> without events.</summary>
    public required long LastEventMs { get; init; }

    /// <summary>A text as it is searched: its <see cref="SearchKey"/>, in UTF-8.</summary>
    public static byte[] SearchText(string text) => Encoding.UTF8.GetBytes(SearchKey.Of(text));

    /// <summary>Every spelling of an address, as they are searched, with a separator between each two.</summary>
    public static byte[] SearchAddress(string address) => EmailAddress.Spellings(address) is { Count: 1 }
        ? SearchText(address)
        : [.. EmailAddress.Spellings(address).SelectMany((spelling, i) => i == 0 ? SearchText(spelling) : [LeadSegment.Separator, .. SearchText(spelling)])];
}
