using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;

namespace LeadScoring.Tests.Infrastructure.Mongo.Planning;

/// <summary>Finds what an index can do for a filter and a sort.</summary>
internal sealed class ScanBuilder
{
    /// <summary>More stretches than this are not merged to get an order, as on a server.</summary>
    private const int MaxMerged = 200;

    private const int MaxStretches = 100_000;

    private readonly IReadOnlyList<Filter> _conjuncts;
    private readonly ILookup<string, FieldFilter> _byPath;
    private readonly SortPattern _sort;

    public ScanBuilder(IReadOnlyList<Filter> conjuncts, SortPattern sort)
    {
        (_conjuncts, _sort) = (conjuncts, sort);
        _byPath = conjuncts.OfType<FieldFilter>().ToLookup(f => f.Path.Text, StringComparer.Ordinal);
    }

    /// <summary>Null when the index neither narrows the search nor gives the order, or lacks documents that the filter may match.</summary>
    /// <param name="index">The index.</param>
    /// <param name="isForced">Whether it is used in any case, since the query names it.</param>
    public IndexScan? Build(IndexState index, bool isForced = false)
    {
        if (!isForced && !IsComplete(index.Definition)) return null;
        var fields = index.Definition.Fields;
        var bounds = fields.Select(f => FieldBounds.Of([.. _byPath[f.Path.Text]], index.HasArrays)).ToList();
        var used = new HashSet<Filter>(ReferenceEqualityComparer.Instance);
        var stretches = Stretches(index, bounds, used, out var points);
        var (order, isBackward) = index.HasArrays ? (ScanOrder.None, false) : Order(index.Definition, bounds, points, stretches.Count);
        if (_sort.IsEmpty) order = ScanOrder.AsItIs;
        var isNarrowed = bounds[0] is not null;
        if (!isNarrowed && !isForced && (order == ScanOrder.None || _sort.IsEmpty)) return null;
        var residual = index.HasArrays ? _conjuncts : [.. _conjuncts.Where(c => !used.Contains(c))];
        return new(index, stretches, residual.Count == 0 ? null : new AndFilter(residual), order, isBackward);
    }

    /// <param name="index">The index.</param>
    /// <param name="bounds">Those of its fields.</param>
    /// <param name="used">Gets the conditions that the stretches fulfil.</param>
    /// <param name="depth">How many fields have only certain values in each stretch.</param>
    private static List<Stretch> Stretches(IndexState index, List<FieldBounds?> bounds, HashSet<Filter> used, out int depth)
    {
        var prefixes = new List<byte[]> { Array.Empty<byte>() };
        var fields = index.Definition.Fields;
        for (depth = 0; depth < fields.Count && bounds[depth]?.Points is { } points && (long)prefixes.Count * points.Count <= MaxStretches; depth++)
        {
            var isDescending = fields[depth].IsDescending;
            prefixes = [.. prefixes.SelectMany(p => points.Select(v => (byte[])[.. p, .. isDescending ? v.Select(b => (byte)~b) : v]))];
            used.UnionWith(bounds[depth]!.Used);
        }

        var range = Interval.Everything;
        if (depth < fields.Count && bounds[depth] is { Points: null } ranged)
        {
            range = ranged.Range.In(fields[depth]);
            used.UnionWith(ranged.Used);
        }

        return [.. prefixes.Order(SortPattern.Comparer).Select(p => Between(index, p, range)).Where(s => s.Keys > 0)];
    }

    private static Stretch Between(IndexState index, byte[] prefix, Interval range)
    {
        var start = index.Position(range.Low.Under(prefix));
        return new(start, Math.Max(start, index.Position(range.High.Under(prefix))), prefix.Length);
    }

    /// <summary>A sparse or partial index is complete for filters that match only documents which it has.</summary>
    private bool IsComplete(IndexDefinition index)
    {
        if (index.IsSparse && !index.Fields.Any(f => _byPath[f.Path.Text].Any(NeedsField))) return false;
        return index.Partial is null || index.Partial.Conjuncts.All(c => c is FieldFilter needed && _byPath[needed.Path.Text].Any(f => Implies(f.Condition, needed.Condition)));
    }

    private static bool NeedsField(FieldFilter filter) => filter.Condition switch
    {
        EqualCondition equal => !equal.Operand.IsBsonNull,
        InCondition several => !several.Operands.Any(o => o.IsBsonNull),
        RangeCondition range => !range.Operand.IsBsonNull && !range.ComparesAllTypes,
        ExistsCondition exists => exists.Exists,
        TypeCondition => true,
        _ => false,
    };

    private static bool Implies(Condition given, Condition needed) => (given, needed) switch
    {
        (_, ExistsCondition { Exists: true }) => NeedsField(new(new(""), given)),
        (ExistsCondition { Exists: false }, ExistsCondition { Exists: false }) => true,
        (EqualCondition equal, _) => needed.Holds([equal.Operand]),
        (InCondition several, _) => several.Operands.All(o => needed.Holds([o])),
        (RangeCondition a, RangeCondition b) => a.IsLower == b.IsLower && (b.Holds([a.Operand]) || (SortKey.Compare(a.Key, b.Key) == 0 && !a.IsInclusive)),
        _ => given.Equals(needed),
    };

    private (ScanOrder Order, bool IsBackward) Order(IndexDefinition index, List<FieldBounds?> bounds, int points, int stretches)
    {
        var single = index.Fields.Where((_, i) => bounds[i]?.Points is { Count: 1 }).Select(f => f.Path.Text).ToHashSet(StringComparer.Ordinal);
        if (Follows(index, 0, single) is { } asItIs) return (ScanOrder.AsItIs, asItIs);
        return stretches <= MaxMerged && Follows(index, points, single) is { } merged ? (ScanOrder.ByMerging, merged) : (ScanOrder.None, false);
    }

    /// <summary>Whether the index's fields from one on have the sort's order, forward or backward; null when they have not.</summary>
    private bool? Follows(IndexDefinition index, int from, HashSet<string> single)
    {
        bool? isBackward = null;
        var at = from;
        foreach (var wanted in _sort.Fields)
        {
            if (single.Contains(wanted.Path.Text)) continue; // all documents have the same value
            while (at < index.Fields.Count && single.Contains(index.Fields[at].Path.Text)) at++;
            if (at == index.Fields.Count || index.Fields[at].Path.Text != wanted.Path.Text) return null;
            var isOpposite = index.Fields[at].IsDescending != wanted.IsDescending;
            if ((isBackward ?? isOpposite) != isOpposite) return null;
            isBackward = isOpposite;
            at++;
        }

        return isBackward ?? false;
    }
}
