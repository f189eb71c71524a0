namespace LeadScoring.Tests.Store.Mongo;

public sealed class CrashException(string point) : Exception($"died at {point}");
