namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Repeats an operation, each time with the fault at its next command: a crash, or a stall while others go on.</summary>
internal static class EachCommand
{
    private const int MaxCommands = 300;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>How long others may wait for a process that is held while it has written.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the test at command 1, 2, 3 … of an operation, until it has no more; with the command executed before the fault, and without.</summary>
    /// <param name="atLeast">How many commands the operation has, so that a test cannot pass by seeing none.</param>
    /// <param name="test">False when the operation ended before the command.</param>
    public static async Task AtEachAsync(int atLeast, Func<MongoFixture, Moment, Task<bool>> test)
    {
        foreach (var second in new[] { false, true })
        {
            var at = 1;
            while (await TryAsync(new(at, second), test)) Assert.True(++at < MaxCommands, "The operation does not end.");
            Assert.True(second || at > atLeast, $"The operation has only {at - 1} commands.");
        }
    }

    /// <summary>The process of an operation dies at the moment, and its transactions end as they would after their lifetime.</summary>
    public static async Task<bool> DiesAsync(MongoFixture fixture, Moment moment, Func<StorePorts, Task> operation)
    {
        var (store, process) = await OpenAsync(fixture);
        using var death = MongoServer.TestDouble.Faults.KillClient(process, moment.At, isExecuted: moment.IsSecond);
        try
        {
            await operation(store).WaitAsync(Timeout);
        }
        catch (Exception) when (death.IsDead)
        {
            // Whatever it is that a dying process sees.
        }

        MongoServer.TestDouble.ExpireTransactions(process);
        return death.IsDead;
    }

    /// <summary>
    /// The process of an operation is held before a command while others act. The second time its transaction has ended before they do, as
    /// that of a process that sleeps for a minute.
    /// </summary>
    public static async Task<bool> StallsAsync(MongoFixture fixture, Moment moment, Func<StorePorts, Task> operation, Func<Task> others)
    {
        var (store, process) = await OpenAsync(fixture);
        using var stall = MongoServer.TestDouble.Faults.StallBefore(new() { Client = process, Nth = moment.At });
        var slow = operation(store);
        if (await Task.WhenAny(stall.Reached, slow).WaitAsync(Timeout) == slow)
        {
            await slow;
            return false;
        }

        if (moment.IsSecond) MongoServer.TestDouble.ExpireTransactions(process);
        var acting = others();
        await Task.WhenAny(acting, moment.IsSecond ? Task.Delay(Timeout) : Task.Delay(Overlap));
        stall.Release();
        await acting.WaitAsync(Timeout);
        await slow.WaitAsync(Timeout);
        return true;
    }

    private static async Task<bool> TryAsync(Moment moment, Func<MongoFixture, Moment, Task<bool>> test)
    {
        await using var fixture = new MongoFixture(MongoServer.TestDouble.ConnectionString);
        return await test(fixture, moment);
    }

    /// <summary>A process of its own name that has created the collections already.</summary>
    private static async Task<(StorePorts Store, string Process)> OpenAsync(MongoFixture fixture)
    {
        var process = $"process-{Guid.NewGuid():N}";
        var store = fixture.Open(_ => { }, process);
        await store.Info.PingAsync(default);
        return (store, process);
    }
}

/// <param name="At">The command, counted from 1.</param>
/// <param name="IsSecond">Of the two ways in which a fault happens at a command.</param>
internal readonly record struct Moment(int At, bool IsSecond);
