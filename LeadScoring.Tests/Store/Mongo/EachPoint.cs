namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Tries an operation again and again, each time with something happening at the next of its fault points.</summary>
internal static class EachPoint
{
    /// <summary>Points before the operation: every process offers the first revision again.</summary>
    public const int Own = 2;

    private const int MaxPoints = 200;

    /// <summary>Runs the test for point 0, 1, 2 … until the operation has no more.</summary>
    public static async Task AtEachPointAsync(int atLeast, Func<MongoFixture, int, Task<bool>> test)
    {
        for (var point = 0; point < MaxPoints; point++)
        {
            await using var fixture = new MongoFixture();
            await fixture.Open().Info.PingAsync(default); // indexes are made here, not at the point
            if (await test(fixture, point)) continue;
            Assert.True(point >= atLeast, $"The operation has only {point} points.");
            return;
        }

        Assert.Fail("The operation does not end.");
    }

    /// <summary>False when the operation came to its end before the point.</summary>
    public static async Task<bool> DiesAsync(MongoFixture fixture, int point, Func<StorePorts, Task> operation)
    {
        var store = fixture.Open(new CrashAt(point + Own));
        try
        {
            await operation(store);
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }
}
