using Microsoft.Extensions.Primitives;

namespace LeadScoring.Web.Leads.Lists;

/// <summary>A choice of several statuses; compared by value.</summary>
public readonly record struct StatusSet
{
    private readonly int _bits;

    private StatusSet(int bits) => _bits = bits;

    /// <summary>No choice: any status.</summary>
    public static StatusSet Any => default;

    /// <summary>Leads that somebody still works on.</summary>
    public static StatusSet Open { get; } = Of("new", "contacted", "qualified");

    public bool IsAny => _bits == 0;

    /// <summary>In the order of <see cref="StatusLabels.All"/>.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            var bits = _bits;
            return StatusLabels.All.Where((_, i) => (bits >> i & 1) != 0);
        }
    }

    /// <summary>Such as "New or Contacted".</summary>
    public string Label => IsAny ? "Any" : Names.Select(StatusLabels.Label).ToList() is [.. var first, var last] && first.Count > 0 ? $"{string.Join(", ", first)} or {last}" : StatusLabels.Label(Names.First());

    public static StatusSet Of(params IEnumerable<string?> names) => new(names.Aggregate(0, (bits, name) => bits | Bit(name)));

    /// <summary>From an address; what is not a status is ignored. All of them at once are no choice.</summary>
    public static StatusSet Parse(StringValues names) => Of(names) is var set && set._bits == (1 << StatusLabels.All.Count) - 1 ? Any : set;

    public bool Contains(string status) => (_bits & Bit(status)) != 0;

    public StatusSet With(string status, bool chosen) => new(chosen ? _bits | Bit(status) : _bits & ~Bit(status));

    private static int Bit(string? name)
    {
        for (var i = 0; i < StatusLabels.All.Count; i++)
        {
            if (StatusLabels.All[i] == name) return 1 << i;
        }

        return 0;
    }
}
