using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an app host's entry point for a test. The entry point stops inside <c>Build</c> until the test builds, and inside
/// <c>Run</c> until the test disposes of the application.
/// </summary>
internal sealed class EntryPointSession
{
    private static readonly AsyncLocal<EntryPointSession?> Ambient = new();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = New<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _app = New<DistributedApplication>();
    private readonly TaskCompletionSource<bool> _mayBuild = New<bool>();
    private readonly TaskCompletionSource<bool> _ended = New<bool>();

    /// <summary>The session whose entry point is calling; null outside tests.</summary>
    public static EntryPointSession? Current => Ambient.Value;

    public Task<DistributedApplicationBuilder> Builder => _builder.Task;

    public Task Ended => _ended.Task;

    public static EntryPointSession Start(Assembly assembly, string[] args)
    {
        var session = new EntryPointSession();
        var thread = new Thread(() => session.Run(assembly, args)) { IsBackground = true, Name = "app host under test" };
        thread.UnsafeStart();
        return session;
    }

    public Task<DistributedApplication> BuildAsync()
    {
        _mayBuild.TrySetResult(true);
        return _app.Task;
    }

    public void OnBuilding(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void OnBuilt(DistributedApplication app) => _app.TrySetResult(app);

    /// <summary>Lets the entry point go, whether or not it has built.</summary>
    public void OnDisposed()
    {
        _mayBuild.TrySetCanceled();
        _ended.TrySetResult(true);
    }

    private void Run(Assembly assembly, string[] args)
    {
        Ambient.Value = this;
        try
        {
            var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
            Fail(new InvalidOperationException("The app host ended without building an application."));
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Has no effect on what has already succeeded.</summary>
    private void Fail(Exception e)
    {
        _builder.TrySetException(e);
        _app.TrySetException(e);
        _ = _app.Task.Exception; // observed: nobody may be waiting
        _ = _builder.Task.Exception;
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
