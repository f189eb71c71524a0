using LeadScoring.Contracts.Rules;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Web.Rules.Previewing;
using LeadScoring.Web.Rules.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Web.Rules;

/// <summary>When a draft is counted, and how its numbers are said and drawn.</summary>
public sealed class PreviewTests
{
    private static readonly PreviewRequest Request = new("page_view", 5, AppliesTo: "all", Thresholds: [50, 100]);

    [Fact]
    public async Task Preview_is_counted_when_typing_has_paused_and_only_of_the_last_draft()
    {
        var time = new FakeTimeProvider();
        var counted = new List<int?>();
        using var preview = new DraftPreview(
            (request, _) =>
            {
                counted.Add(request.Points);
                return Task.FromResult(Numbers(1, 0));
            },
            time);
        var first = preview.CountAsync(Request with { Points = 1 }, now: false, default);
        time.Advance(DraftPreview.Delay / 2);
        var second = preview.CountAsync(Request with { Points = 12 }, now: false, default);
        time.Advance(DraftPreview.Delay / 2);
        await first;
        Assert.Empty(counted);
        time.Advance(DraftPreview.Delay / 2);
        await second.WaitAsync(Wait.Limit);

        Assert.Equal([12], counted);
        Assert.True(preview.IsOf(Request with { Points = 12, Thresholds = [50, 100] }));
        Assert.False(preview.IsOf(Request with { Points = 12, Thresholds = [50] }));
        Assert.False(preview.IsOf(Request with { Points = 1 }));
        Assert.Equal(time.GetUtcNow(), preview.At);

        await preview.CountAsync(Request with { Points = 12 }, now: false, default); // the same: not again
        await preview.CountAsync(Request with { Points = 12 }, now: true, default);
        Assert.Equal([12, 12], counted);
        await preview.CountAsync(null, now: true, default);
        Assert.NotNull(preview.Answer.Value);
    }

    [Fact]
    public async Task Preview_that_fails_keeps_the_numbers_before_and_is_not_taken_for_the_new_ones()
    {
        var fails = false;
        using var preview = new DraftPreview((_, _) => fails ? throw LeadScoring.Web.Http.ApiException.NoAnswer() : Task.FromResult(Numbers(4, 2)), TimeProvider.System);
        await preview.CountAsync(Request, now: true, default);
        fails = true;
        await preview.CountAsync(Request with { Points = 6 }, now: true, default);
        Assert.Equal(2, preview.Answer.Value!.Changed);
        Assert.True(preview.IsOf(Request));
        Assert.False(preview.IsOf(Request with { Points = 6 }));
    }

    [Fact]
    public void Numbers_are_said_in_one_sentence()
    {
        Assert.Equal("4,812 of 9,310 leads change; 37 rise to 100 or more, 12 fall below 50.", PreviewTexts.Sentence(Numbers(9310, 4812, new(50, 0, 12), new(100, 37, 0))));
        Assert.Equal("1 of 1 lead changes; 1 rises to 50 or more.", PreviewTexts.Sentence(Numbers(1, 1, new CrossingResponse(50, 1, 0))));
        Assert.Equal("3 of 9 leads change; none crosses a threshold.", PreviewTexts.Sentence(Numbers(9, 3, new CrossingResponse(50, 0, 0))));
        Assert.Equal("3 of 9 leads would differ.", PreviewTexts.Sentence(Numbers(9, 3), "would differ"));
        Assert.Equal("None of 9 leads changes.", PreviewTexts.Sentence(Numbers(9, 0, new CrossingResponse(50, 0, 0))));
        Assert.Equal("No lead has events that it concerns, so no score changes.", PreviewTexts.Sentence(Numbers(0, 0)));
    }

    [Theory]
    [InlineData(20, true, false)]
    [InlineData(21, true, true)]
    [InlineData(21, false, false)]
    public void Publishing_asks_again_when_more_than_a_fifth_of_the_leads_cross_a_threshold_now(int crossed, bool forAll, bool asks)
    {
        var plan = new PublishPlan("Page visited", 2, null, forAll, [], Numbers(100, 50) with { Crossed = crossed }, _ => throw new InvalidOperationException());
        Assert.Equal(asks, plan.AsksAgain);
    }

    [Fact]
    public void Button_says_what_it_does_in_numbers()
    {
        Assert.Equal("Publish for new events", PublishPlan.ActionOf(null, false, Numbers(9, 3)));
        Assert.Equal("Publish: rescores 3 leads", PublishPlan.ActionOf(null, true, Numbers(9, 3)));
        Assert.Equal("Publish: no score changes", PublishPlan.ActionOf(null, true, Numbers(9, 0)));
        Assert.Equal("Publish for all events", PublishPlan.ActionOf(null, true, null));
        Assert.Equal("Roll back: rescores 1 lead", PublishPlan.ActionOf(2, true, Numbers(9, 1)));
        Assert.Equal("Roll back to v2", PublishPlan.ActionOf(2, true, null));
    }

    [Fact]
    public void Distribution_is_drawn_from_the_lowest_to_the_highest_score()
    {
        var shape = new DistributionShape([new(0, 49, 4, 1), new(50, 99, 2, 5), new(100, 149, 0, 0), new(150, 199, 1, 1)], withDraft: true);
        Assert.Equal(5, shape.Highest);
        Assert.Equal("M0 1000V200H250V600H500V1000H750V800H1000V1000", shape.Outline());
        Assert.Equal("M0 1000V800H250V0H500V1000H750V800H1000V1000Z", shape.Area());
        Assert.Equal((0, 50, 100, null), (shape.Position(0), shape.Position(100), shape.Position(200), shape.Position(201)));
        Assert.Equal([0L, 50, 100, 150, 200], shape.Labels().Select(l => l.Score));
        Assert.Equal(4, new DistributionShape([new(0, 49, 4, 9)], withDraft: false).Highest);
    }

    private static PreviewResponse Numbers(long leads, long changed, params CrossingResponse[] crossings) => new(leads, changed, 0, crossings, [], 0, []);
}
