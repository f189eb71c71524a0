using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Pipelines;

/// <summary>A reference to a field ("$name"), a constant, or a document of these.</summary>
internal static class Expression
{
    /// <returns>Gives null for a missing field.</returns>
    public static Func<BsonDocument, BsonValue?> Parse(BsonValue expression) => expression switch
    {
        BsonString { Value: ['$', '$', ..] or "$" } variable => throw CommandException.Refused($"the variable {variable.Value}"),
        BsonString { Value: ['$', .. var path] } => Field(new FieldPath(path)),
        BsonDocument document => Document(document),
        BsonArray => throw CommandException.Refused("an array as an expression"),
        _ => _ => expression,
    };

    private static Func<BsonDocument, BsonValue?> Field(FieldPath path) => document =>
    {
        var values = path.Values(document);
        return values.Count == 1 ? values[0] : new BsonArray(values.OfType<BsonValue>());
    };

    private static Func<BsonDocument, BsonValue?> Document(BsonDocument expression)
    {
        if (expression.Names.FirstOrDefault(n => n.StartsWith('$')) is { } name)
        {
            throw new CommandException(168, $"Unrecognized expression '{name}'. The MongoDB double does not support it.");
        }

        var fields = expression.Select(e => (e.Name, Value: Parse(e.Value))).ToList();
        return document => new BsonDocument(fields.Select(f => (f.Name, Value: f.Value(document))).Where(f => f.Value is not null).Select(f => new BsonElement(f.Name, f.Value)));
    }
}

/// <summary>A $project stage: fields included or excluded, and besides included ones fields under a new name.</summary>
internal sealed class ComputedProjection
{
    private readonly Projection _plain;
    private readonly List<(string Name, Func<BsonDocument, BsonValue?> Value)> _computed;

    private ComputedProjection(BsonDocument specification)
    {
        var computed = specification.Where(e => e.Value is BsonString).ToList();
        var plain = new BsonDocument(specification.Where(e => e.Value is not BsonString));
        if (computed.Exists(e => e.Name.Contains('.', StringComparison.Ordinal))) throw CommandException.Refused("a dotted name of a computed field in $project");
        _plain = computed.Count > 0
            ? Projection.Including(plain)
            : Projection.Parse(plain) ?? throw new CommandException(51272, "Invalid $project :: caused by :: projection specification must have at least one field");
        _computed = [.. computed.Select(e => (e.Name, Expression.Parse(e.Value)))];
    }

    public static ComputedProjection Parse(BsonDocument specification) => new(specification);

    public BsonDocument Apply(BsonDocument document)
    {
        var result = _plain.Apply(document);
        foreach (var (name, compute) in _computed)
        {
            if (compute(document) is { } value) result[name] = value;
        }

        return result;
    }
}
