namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Tests of a class with it are skipped, by name, where <see cref="MongoServer.SkipReason"/> says why.</summary>
public interface INeedsMongo;
