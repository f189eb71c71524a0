namespace Aspire.Hosting.Testing;

/// <summary>
/// Boots an app host in a test: on free ports unless the arguments give them, with a throw-away data folder unless they name
/// one. Any setting can be an argument, <c>--NAME=value</c>; environment variables are not read as settings, so that a test
/// cannot touch the data of the developer who runs it. <c>--env:NAME=value</c> reaches every project's environment, and the
/// projects' processes inherit the test's own.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of the app host's assembly up to its <c>Build</c>.</summary>
    /// <typeparam name="TEntryPoint">Any type of that assembly, such as <c>Projects.LeadScoring_AppHost</c>.</typeparam>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var session = EntryPointSession.Start(typeof(TEntryPoint).Assembly, args);
        return new TestingBuilder(await session.Builder.WaitAsync(cancellationToken), session);
    }

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)" />
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class
        => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>An empty application for a test that describes its own.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
        => new TestingBuilder(new DistributedApplicationBuilder(args, isTest: true), session: null);
}
