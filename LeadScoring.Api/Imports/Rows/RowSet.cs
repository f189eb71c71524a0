namespace LeadScoring.Api.Imports.Rows;

/// <summary>A set of 64-bit hashes in an open table, at most 16 bytes each.</summary>
internal sealed class RowSet(int capacity)
{
    private ulong[] _slots = new ulong[1024];
    private int _count;

    /// <summary>Nothing new goes in any more.</summary>
    public bool IsFull => _count >= capacity;

    /// <summary>False when it is there already, or the set is full.</summary>
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
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash == 0) continue;
            Contains(hash, out var slot);
            _slots[slot] = hash;
        }
    }
}
