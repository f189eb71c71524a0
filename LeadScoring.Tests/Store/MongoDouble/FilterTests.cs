using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Query operators and the order of values, by MongoDB's documentation.</summary>
public sealed class FilterTests
{
    private static readonly BsonDocument[] Documents =
    [
        BsonDocument.Parse("{ _id: 0 }"),
        BsonDocument.Parse("{ _id: 1, a: 1, b: 'x' }"),
        BsonDocument.Parse("{ _id: 2, a: { $numberLong: '2' }, b: 'y' }"),
        BsonDocument.Parse("{ _id: 3, a: 2.5, b: null }"),
        BsonDocument.Parse("{ _id: 4, a: 'text' }"),
        BsonDocument.Parse("{ _id: 5, a: null }"),
        BsonDocument.Parse("{ _id: 6, a: [1, 7], c: { d: 1 } }"),
        BsonDocument.Parse("{ _id: 7, c: [{ d: 2 }, { d: 3, e: 4 }] }"),
        BsonDocument.Parse("{ _id: 8, a: { x: 1, y: 2 } }"),
        BsonDocument.Parse("{ _id: 9, a: true, c: [] }"),
    ];

    [Theory]
    [InlineData("{}", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("{ a: 1 }", "1 6")]
    [InlineData("{ a: 2.0 }", "2")] // across the types of numbers
    [InlineData("{ a: [1, 7] }", "6")]
    [InlineData("{ a: null }", "0 5 7")] // null or missing
    [InlineData("{ a: { x: 1, y: 2 } }", "8")]
    [InlineData("{ a: { y: 2, x: 1 } }", "")] // the order of fields counts
    [InlineData("{ a: { $gt: 1 } }", "2 3 6")] // of the operand's type only
    [InlineData("{ a: { $gte: 1, $lt: 2.5 } }", "1 2 6")]
    [InlineData("{ a: { $gt: 2, $lt: 6 } }", "3 6")] // different elements may fulfil them
    [InlineData("{ a: { $gt: '' } }", "4")]
    [InlineData("{ a: { $lte: null } }", "0 5 7")]
    [InlineData("{ a: { $ne: 1 } }", "0 2 3 4 5 7 8 9")]
    [InlineData("{ a: { $in: [1, 'text', null] } }", "0 1 4 5 6 7")]
    [InlineData("{ a: { $nin: [1, null] } }", "2 3 4 8 9")]
    [InlineData("{ a: { $exists: true } }", "1 2 3 4 5 6 8 9")]
    [InlineData("{ a: { $exists: false } }", "0 7")]
    [InlineData("{ a: { $not: { $gt: 1 } } }", "0 1 4 5 7 8 9")]
    [InlineData("{ a: { $type: 'number' } }", "1 2 3 6")]
    [InlineData("{ a: { $type: ['string', 'bool'] } }", "4 9")]
    [InlineData("{ 'c.d': 2 }", "7")]
    [InlineData("{ 'c.d': { $in: [1, 3] } }", "6 7")]
    [InlineData("{ 'c.1.d': 3 }", "7")]
    [InlineData("{ 'c.d': { $exists: true } }", "6 7")]
    [InlineData("{ 'a.1': 7 }", "6")]
    [InlineData("{ $or: [{ a: 1 }, { b: 'y' }] }", "1 2 6")]
    [InlineData("{ $and: [{ a: { $gte: 1 } }, { b: 'y' }] }", "2")]
    [InlineData("{ $nor: [{ a: { $exists: true } }, { c: { $exists: true } }] }", "0")]
    [InlineData("{ _id: { $gt: 3, $lte: 5 }, a: { $ne: null } }", "4")]
    public void Filter_matches(string filter, string expected)
    {
        var parsed = FilterParser.Parse(BsonDocument.Parse(filter));
        Assert.Equal(expected, string.Join(' ', Documents.Where(parsed.Matches).Select(d => d["_id"])));
    }

    [Theory]
    [InlineData("{ a: { $mod: [2, 0] } }", "$mod")]
    [InlineData("{ a: /x/ }", "regular expression")]
    [InlineData("{ $where: 'true' }", "$where")]
    [InlineData("{ $expr: {} }", "$expr")]
    [InlineData("{ a: { $elemMatch: {} } }", "$elemMatch")]
    [InlineData("{ $or: [{ a: { $all: [] } }] }", "$all")]
    [InlineData("{ a: { $gt: 1, $size: 1 } }", "$size")]
    public void Filter_refuses_by_name_what_it_does_not_know(string filter, string name)
    {
        var error = Assert.Throws<CommandException>(() => FilterParser.Parse(BsonDocument.Parse(filter)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_is_that_of_types_first()
    {
        BsonValue[] ascending =
        [
            BsonMinKey.Value, BsonNull.Value, double.NaN, double.NegativeInfinity, long.MinValue, -1.5, -1, 0, 0.5, 1, 1L << 53, (1L << 53) + 1, long.MaxValue - 1, long.MaxValue,
            9223372036854775808.0, double.PositiveInfinity, "", "\0", "A", "AB", "a", "ä", "\U0001F600", new BsonDocument(), new BsonDocument("a", 1), new BsonDocument("b", 1),
            new BsonDocument("a", "x"), new BsonArray(), new BsonArray { 1 }, new BsonArray { 1, 1 }, new BsonArray { 2 }, new BsonBinaryData([9]), new BsonBinaryData([1, 1]),
            ObjectId.Empty, false, true, new BsonDateTime(-1), new BsonDateTime(1), new BsonTimestamp(1, 1), new BsonRegularExpression("a"), BsonMaxKey.Value,
        ];
        for (var i = 1; i < ascending.Length; i++)
        {
            Assert.True(SortKey.Compare(SortKey.Of(ascending[i - 1]), SortKey.Of(ascending[i])) < 0, $"{ascending[i - 1]} is below {ascending[i]}");
        }
    }

    [Fact]
    public void Order_of_equal_numbers_does_not_depend_on_their_types()
    {
        Assert.Equal(SortKey.Of(7), SortKey.Of(7L));
        Assert.Equal(SortKey.Of(7), SortKey.Of(7.0));
        Assert.Equal(SortKey.Of(0), SortKey.Of(-0.0));
        Assert.NotEqual(SortKey.Of(7), SortKey.Of("7"));
    }

    [Fact]
    public void Order_of_random_numbers_is_the_numeric_one()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (Number(random), Number(random));
            var expected = a.Exact.CompareTo(b.Exact);
            Assert.Equal(expected, Math.Sign(SortKey.Compare(SortKey.Of(a.Value), SortKey.Of(b.Value))));
        }
    }

    [Fact]
    public void Order_descending_is_the_opposite()
    {
        var random = new Random(8);
        for (var i = 0; i < 2_000; i++)
        {
            var (a, b) = (Number(random).Value, Number(random).Value);
            Assert.Equal(Math.Sign(SortKey.Compare(Descending(b), Descending(a))), Math.Sign(SortKey.Compare(SortKey.Of(a), SortKey.Of(b))));
        }

        static byte[] Descending(BsonValue value)
        {
            var writer = new KeyWriter();
            writer.Append(value, descending: true);
            return writer.ToArray();
        }
    }

    /// <summary>Often near to each other, and around where a double cannot hold every whole number.</summary>
    private static (BsonValue Value, decimal Exact) Number(Random random)
    {
        var whole = random.Next(4) switch { 0 => random.Next(-3, 4), 1 => (1L << 53) + random.Next(-4, 5), 2 => -(1L << 62) + random.Next(-600, 600), _ => random.NextInt64(-1000, 1000) };
        return random.Next(3) switch
        {
            0 when whole == (int)whole => ((BsonValue)(int)whole, (decimal)whole),
            1 => ((BsonValue)((double)whole / 2), (decimal)(long)(double)whole / 2),
            _ => ((BsonValue)whole, (decimal)whole),
        };
    }
}
