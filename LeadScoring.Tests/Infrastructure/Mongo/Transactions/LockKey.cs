using LeadScoring.Tests.Infrastructure.Mongo.Query;

namespace LeadScoring.Tests.Infrastructure.Mongo.Transactions;

/// <summary>
/// What an open transaction holds until it ends: a key of a unique index, that of _id included, which stands for the document. Without an
/// index it stands for the creation of the collection.
/// </summary>
internal readonly struct LockKey(string collection, string index, byte[] key) : IEquatable<LockKey>
{
    public string Collection => collection;

    public string Index => index;

    public byte[] Key => key;

    public static LockKey Creation(string collection) => new(collection, "", []);

    public bool Equals(LockKey other) => collection == other.Collection && index == other.Index && KeyEquality.Instance.Equals(key, other.Key);

    public override bool Equals(object? obj) => obj is LockKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(collection, index, KeyEquality.Instance.GetHashCode(key));
}
