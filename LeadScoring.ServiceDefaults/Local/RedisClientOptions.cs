using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

/// <summary>How the process's connection to Redis was made; its client name is unique.</summary>
public sealed record RedisClientOptions(ConfigurationOptions Options);
