using LeadScoring.Contracts.Jobs;
using LeadScoring.Web.Queue.Jobs;

namespace LeadScoring.Tests.Web.Queue;

public sealed class JobTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RescoreResponse Rescore = new(3, "running", 4_812, 2_104, 310, "page_view version 2", Now, null);

    [Fact]
    public void Job_that_runs_says_how_far_it_is_and_how_long_it_takes()
    {
        var rates = new JobRates();
        rates.Of([LongJob.Of(Rescore with { Done = 1_484 })], Now);
        var job = Assert.Single(rates.Of([LongJob.Of(Rescore)], Now.AddSeconds(2)));

        Assert.Equal("Rescoring 43 %", JobTexts.Running(job));
        Assert.Equal("2,104 of 4,812 leads · 310/s · about 8.7 s left", JobTexts.Progress(job));
        Assert.Equal(
            "Cancel the rescore for page_view version 2? It has done 2,104 of 4,812 leads. The rule goes back to its version before, and the leads that are done are rescored with that one.",
            JobTexts.CancelQuestion(job));
    }

    [Fact]
    public void Rate_is_that_of_the_last_ten_seconds()
    {
        var rates = new JobRates();
        LongJob job = null!;
        for (var second = 0; second <= 30; second++)
            job = rates.Of([LongJob.Of(Rescore with { Done = second <= 15 ? 0 : (second - 15) * 10 })], Now.AddSeconds(second))[0];
        Assert.Equal(10, job.PerSecond!.Value, 0.5);
        Assert.Null(rates.Of([LongJob.Of(Rescore with { Id = 4 })], Now.AddSeconds(31))[0].PerSecond);
    }

    [Theory]
    [InlineData("completed", "Rescored 4,812 leads, 310 changed")]
    [InlineData("cancelled", "Rescore cancelled")]
    public void Job_that_ended_says_what_it_did(string state, string text) => Assert.Equal(text, JobTexts.Ended(LongJob.Of(Rescore with { State = state, CompletedAt = Now })));

    [Theory]
    [InlineData(0, "Checked 5,000 leads, all scores are right")]
    [InlineData(2, "Checked 5,000 leads, 2 differed and were repaired")]
    public void Check_says_what_it_found(long differences, string text) =>
        Assert.Equal(text, JobTexts.Ended(LongJob.Of(new ReplayResponse(7, "completed", 5_000, 5_000, differences, Now, Now))));

    [Fact]
    public void Job_is_not_at_a_hundred_percent_before_its_end()
    {
        Assert.Equal(99, LongJob.Of(Rescore with { Done = 4_812 }).Percent);
        Assert.Null(LongJob.Of(Rescore with { Total = 0, Done = 0 }).Percent);
    }
}
