using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Pipelines;

/// <summary>$group with $sum, $max, $min and $count.</summary>
internal sealed class GroupStage
{
    private readonly Func<BsonDocument, BsonValue?> _id;
    private readonly List<(string Name, Func<Accumulator> Create)> _fields;

    public GroupStage(BsonDocument specification)
    {
        if (!specification.TryGetValue("_id", out var id)) throw new CommandException(15955, "a group specification must include an _id");
        _id = Expression.Parse(id);
        _fields = [.. specification.Where(e => e.Name != "_id").Select(e => (e.Name, Field(e)))];
    }

    public IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> documents)
    {
        var groups = new Dictionary<byte[], (BsonValue Id, Accumulator[] Values)>(KeyEquality.Instance);
        foreach (var document in documents)
        {
            var id = _id(document) ?? BsonNull.Value;
            var key = SortKey.Of(id);
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = (id, [.. _fields.Select(f => f.Create())]);
            foreach (var value in group.Values) value.Add(document);
        }

        foreach (var (id, values) in groups.Values)
        {
            yield return new BsonDocument("_id", id).AddRange(_fields.Select((f, i) => new BsonElement(f.Name, values[i].Result)));
        }
    }

    private static Func<Accumulator> Field(BsonElement field)
    {
        if (field.Value is not BsonDocument { ElementCount: 1 } specification)
        {
            throw new CommandException(40234, $"The field '{field.Name}' must be an accumulator object");
        }

        var accumulator = specification.GetElement(0);
        switch (accumulator.Name)
        {
            case "$count": return () => new Sum(_ => 1);
            case "$sum":
                var summand = Expression.Parse(accumulator.Value);
                return () => new Sum(summand);
            case "$max" or "$min":
                var compared = Expression.Parse(accumulator.Value);
                return () => new Extreme(compared, accumulator.Name == "$max" ? 1 : -1);
            default:
                throw new CommandException(15952, $"unknown group operator '{accumulator.Name}'. The MongoDB double does not support it.");
        }
    }

    private abstract class Accumulator
    {
        public abstract BsonValue Result { get; }

        public abstract void Add(BsonDocument document);
    }

    /// <summary>Ignores what is no number; int32 as long as it fits, then int64; a double makes it a double.</summary>
    private sealed class Sum(Func<BsonDocument, BsonValue?> value) : Accumulator
    {
        private Int128 _whole;
        private double _real;
        private bool _isReal;
        private bool _isLong;

        public override BsonValue Result
        {
            get
            {
                if (_isReal || _whole != (long)_whole) return _real + (double)_whole;
                return _isLong || _whole != (int)_whole ? new BsonInt64((long)_whole) : new BsonInt32((int)_whole);
            }
        }

        public override void Add(BsonDocument document)
        {
            switch (value(document))
            {
                case BsonDouble real:
                    _isReal = true;
                    _real += real.Value;
                    break;
                case BsonInt64 number:
                    _isLong = true;
                    _whole += number.Value;
                    break;
                case BsonInt32 number:
                    _whole += number.Value;
                    break;
                default: break;
            }
        }
    }

    /// <summary>Ignores null and missing values.</summary>
    private sealed class Extreme(Func<BsonDocument, BsonValue?> value, int direction) : Accumulator
    {
        private byte[]? _key;

        private BsonValue _extreme = BsonNull.Value;

        public override BsonValue Result => _extreme;

        public override void Add(BsonDocument document)
        {
            if (value(document) is not { IsBsonNull: false } candidate) return;
            var key = SortKey.Of(candidate);
            if (_key is not null && SortKey.Compare(key, _key) * direction <= 0) return;
            (_key, _extreme) = (key, candidate);
        }
    }
}
