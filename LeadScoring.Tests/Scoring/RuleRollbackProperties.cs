using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Scoring;

public sealed class RuleRollbackProperties
{
    /// <summary>Whatever was published, with whatever times: after the rollback every event has the points that it had at the target version.</summary>
    [Fact]
    public void Rolled_back_every_time_has_the_points_that_it_had_when_the_version_was_the_newest()
    {
        var random = new Random(11);
        for (var round = 0; round < 5_000; round++)
        {
            var versions = Enumerable.Range(1, random.Next(1, 8)).Select(number => Version(random, number)).ToList();
            var target = random.Next(0, versions.Count + 1);
            var pieces = RuleRollback.Plan(versions, target);
            Assert.Equal(target == versions.Count, pieces.Count == 0);
            var published = pieces.Select((p, i) => Of(versions.Count + 1 + i, p.FromMs, p.Points, p.Active));
            var (then, now) = (Timeline(versions.Take(target)), Timeline(versions.Concat(published)));
            for (var at = -1; at <= 12; at++)
            {
                Assert.Equal(then.PointsAt("t", at), now.PointsAt("t", at));
                Assert.Equal(then.At("t", at)?.Active ?? false, now.At("t", at)?.Active ?? false);
            }
        }
    }

    [Fact]
    public void Times_that_no_later_version_changed_keep_their_version()
    {
        RuleVersion[] versions = [Of(1, null, 10, true), Of(2, 5, 20, true), Of(3, 8, 30, true)];
        Assert.Equal([new RuleSegment(8, 20, true, "d2")], RuleRollback.Plan(versions, 2));
        Assert.Equal([new RuleSegment(5, 10, true, "d1")], RuleRollback.Plan(versions, 1));
    }

    [Fact]
    public void A_version_for_all_of_the_past_gives_back_every_segment_that_it_hid()
    {
        RuleVersion[] versions = [Of(1, null, 10, true), Of(2, 5, 20, true), Of(3, null, 30, true)];
        Assert.Equal([new RuleSegment(null, 10, true, "d1"), new RuleSegment(5, 20, true, "d2")], RuleRollback.Plan(versions, 2));
        Assert.Equal([new RuleSegment(null, 0, false, "")], RuleRollback.Plan(versions, 0));
    }

    private static RuleTimeline Timeline(IEnumerable<RuleVersion> versions) => new(0, ScoreBounds.Default, versions);

    private static RuleVersion Version(Random random, int number) =>
        Of(number, random.Next(4) == 0 ? null : random.Next(0, 11), random.Next(-50, 50), random.Next(4) != 0);

    private static RuleVersion Of(int number, long? from, int points, bool active) => new("t", number, points, active, $"d{number}", from, 0, null, number);
}
