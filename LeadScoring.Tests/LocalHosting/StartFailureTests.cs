using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

public sealed class StartFailureTests
{
    [Fact]
    public async Task A_taken_port_is_told_with_the_setting_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = DistributedApplicationTestingBuilder.Create($"--SOME_PORT={((IPEndPoint)taken.LocalEndpoint).Port}");
        builder.AddProject<Projects.LeadScoring_Api>("api").WithHttpEndpoint(port: builder.UsePort(3000, "SOME_PORT"));

        var e = await FailureAsync(builder);

        Assert.Contains("is already in use", e.Message, StringComparison.Ordinal);
        Assert.Contains("SOME_PORT", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_folder_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await using var first = await EmptyAsync(folder.FullName);
            await first.StartAsync();
            await using var second = await EmptyAsync(folder.FullName);

            var e = await Assert.ThrowsAsync<DistributedApplicationException>(() => second.StartAsync());

            Assert.Contains($"in use by another host (process {Environment.ProcessId})", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_resource_that_does_not_become_healthy_is_named_with_the_reason()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--LocalHosting:StartTimeoutSeconds=1");
        builder.AddProject<MissingProject>("ghost");

        var e = await FailureAsync(builder);

        Assert.Contains("'ghost' did not become healthy within 1 s", e.Message, StringComparison.Ordinal);
        Assert.Contains("is not built", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_that_fails_is_told()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--LocalHosting:StartTimeoutSeconds=1");
        builder.AddProject<Projects.LeadScoring_Api>("api")
            .WithEnvironment((EnvironmentCallbackContext _) => throw new InvalidOperationException("no such secret"));

        var e = await FailureAsync(builder);

        Assert.Contains("no such secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_refused()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var a = builder.AddProject<MissingProject>("a");
        a.WaitFor(builder.AddProject<MissingProject>("b").WaitFor(a));

        var e = await Assert.ThrowsAsync<DistributedApplicationException>(() => builder.BuildAsync());

        Assert.Contains("a → b → a", e.Message, StringComparison.Ordinal);
    }

    private static async Task<DistributedApplicationException> FailureAsync(IDistributedApplicationTestingBuilder builder)
    {
        await using var app = await builder.BuildAsync();
        return await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());
    }

    private static Task<DistributedApplication> EmptyAsync(string folder)
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--DATA={folder}");
        builder.UseDataFolder("DATA");
        return builder.BuildAsync();
    }

    private sealed class MissingProject : IProjectMetadata
    {
        public string ProjectPath => "/nowhere/Ghost.csproj";
    }
}
