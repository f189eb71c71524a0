namespace LeadScoring.Storage.Insights;

/// <summary>
/// On which day a lead's newest event of each type was, so that rollups can say how many leads had one in the last days without counting anybody
/// twice. At most the newest <see cref="MaxTypes"/> types are kept, whatever the order in which events come.
/// </summary>
internal sealed class NewestDays
{
    public const int MaxTypes = 64;

    private (string Type, int Day)[] _days = [];
    private int _count;

    public ReadOnlySpan<(string Type, int Day)> All => _days.AsSpan(0, _count);

    /// <summary>Differs from what was loaded.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Takes over what is stored.</summary>
    public void Load((string Type, int Day)[] days) => (_days, _count) = (days, days.Length);

    /// <summary>An event counts.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="day">Its day.</param>
    /// <param name="changes">Told which leads are counted on another day now.</param>
    public void Seen(string type, int day, RollupChanges changes)
    {
        var at = 0;
        while (at < _count && _days[at].Type != type) at++;
        if (at < _count)
        {
            if (_days[at].Day >= day) return;
            changes.NewestLeads(type, _days[at].Day, -1);
        }
        else if (_count < MaxTypes)
        {
            if (_count == _days.Length) Array.Resize(ref _days, _count + 4);
            _count++;
        }
        else
        {
            at = Oldest();
            if (IsBelow((type, day), _days[at])) return;
            changes.NewestLeads(_days[at].Type, _days[at].Day, -1);
        }

        _days[at] = (type, day);
        changes.NewestLeads(type, day, 1);
        HasChanged = true;
    }

    /// <summary>The lead is deleted.</summary>
    public void Clear(RollupChanges changes)
    {
        foreach (var (type, day) in All) changes.NewestLeads(type, day, -1);
        _count = 0;
    }

    /// <summary>Of equal days, the last type by name.</summary>
    private int Oldest()
    {
        var oldest = 0;
        for (var i = 1; i < _count; i++)
        {
            if (IsBelow(_days[i], _days[oldest])) oldest = i;
        }

        return oldest;
    }

    private static bool IsBelow((string Type, int Day) a, (string Type, int Day) b) =>
        a.Day != b.Day ? a.Day < b.Day : string.CompareOrdinal(a.Type, b.Type) > 0;
}
