using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Parts of a reply that Redis always sends.</summary>
internal static class Replies
{
    public static RedisResult[] Items(this RedisResult reply) => (RedisResult[])reply!;

    public static string Text(this RedisResult reply) => ((string?)reply)!;
}
