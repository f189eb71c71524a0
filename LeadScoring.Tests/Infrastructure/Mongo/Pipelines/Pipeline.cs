using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Pipelines;

/// <summary>
/// An aggregation: what its beginning asks of the collection, so that indexes serve it ($match, $sort, then $skip and $limit), and the stages after it.
/// </summary>
internal sealed class Pipeline
{
    private readonly List<Func<IEnumerable<BsonDocument>, IEnumerable<BsonDocument>>> _stages = [];

    private Pipeline(IReadOnlyList<BsonElement> stages)
    {
        var filters = new List<Filter>();
        var at = 0;
        for (; at < stages.Count && stages[at].Name == "$match"; at++) filters.Add(FilterParser.Parse(Document(stages[at])));
        Filter = new AndFilter(filters);
        if (at < stages.Count && stages[at].Name == "$sort") Sort = SortPattern.Parse(Document(stages[at++]));
        if (at < stages.Count && stages[at].Name == "$limit") Limit = Count(stages[at++]);
        for (; at < stages.Count; at++) _stages.Add(Stage(stages[at]));
    }

    public Filter Filter { get; }

    public SortPattern Sort { get; } = SortPattern.None;

    public long? Limit { get; }

    /// <summary>Whether the documents go through as they are stored.</summary>
    public bool IsPlain => _stages.Count == 0;

    public static Pipeline Parse(BsonArray stages) => new([.. stages.Select(Element)]);

    public IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> documents) => _stages.Aggregate(documents, (input, stage) => stage(input));

    private static BsonElement Element(BsonValue stage) => stage is BsonDocument { ElementCount: 1 } document
        ? document.GetElement(0)
        : throw new CommandException(40323, "A pipeline stage specification object must contain exactly one field.");

    private static BsonDocument Document(BsonElement stage) =>
        stage.Value as BsonDocument ?? throw new CommandException(15959, $"the {stage.Name} stage specification must be an object");

    private static int Count(BsonElement stage) =>
        stage.Value.IsNumeric && stage.Value.ToInt64() is >= 0 and <= int.MaxValue and var count && (count > 0 || stage.Name == "$skip")
            ? (int)count
            : throw new CommandException(15958, $"the number of {stage.Name} must be positive: {stage.Value}");

    private static Func<IEnumerable<BsonDocument>, IEnumerable<BsonDocument>> Stage(BsonElement stage)
    {
        switch (stage.Name)
        {
            case "$match":
                var filter = FilterParser.Parse(Document(stage));
                return input => input.Where(filter.Matches);
            case "$sort":
                var sort = SortPattern.Parse(Document(stage));
                return input => input.OrderBy(sort.KeyOf, SortPattern.Comparer);
            case "$limit":
                var limit = Count(stage);
                return input => input.Take(limit);
            case "$skip":
                var skip = Count(stage);
                return input => input.Skip(skip);
            case "$count":
                return CountStage(stage.Value.AsString);
            case "$project":
                var projection = ComputedProjection.Parse(Document(stage));
                return input => input.Select(projection.Apply);
            case "$group":
                return new GroupStage(Document(stage)).Run;
            default:
                throw new CommandException(40324, $"Unrecognized pipeline stage name: '{stage.Name}'. The MongoDB double does not support it.");
        }
    }

    /// <summary>No documents: no result either, as on a server.</summary>
    private static Func<IEnumerable<BsonDocument>, IEnumerable<BsonDocument>> CountStage(string field) => input =>
    {
        var count = input.Count();
        return count == 0 ? [] : [new BsonDocument(field, count)];
    };
}
