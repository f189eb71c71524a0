namespace LeadScoring.Tests.EndToEnd;

public static class Eventually
{
    /// <summary>Polls until it holds, or fails when the limit has passed.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"within {limit}: {what}");
            await Task.Delay(50);
        }
    }
}
