using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>When a lead was on the site: half days, in bursts, each with room for one visit.</summary>
internal static class Visits
{
    private const float BurstShare = 0.45f;
    private static readonly TimeSpan Morning = new(8, 30, 0);
    private static readonly TimeSpan Afternoon = new(13, 0, 0);

    /// <summary>Starts of visits, oldest first.</summary>
    public static List<Moment> Plan(Persona persona, Faker faker)
    {
        var count = persona.Visits.Draw(faker);
        if (count == 0) return [];
        var began = persona.Began.Draw(faker);
        var quiet = count == 1 ? began : persona.Quiet.Draw(faker);

        // In half days ago: 2n is the morning of n workdays ago, 2n - 1 its afternoon, 0 today, which has one visit.
        var slots = new SortedSet<int> { 2 * began, 2 * quiet };
        count = Math.Min(count, 2 * (began - quiet));
        var last = 2 * began;
        while (slots.Count < count)
        {
            last = Math.Clamp(faker.Random.Bool(BurstShare) ? last + faker.Random.Int(-3, 2) : faker.Random.Int(2 * quiet, 2 * began), 2 * quiet, 2 * began);
            slots.Add(last);
        }

        return [.. slots.Reverse().Select(slot => Start(slot, faker))];
    }

    private static Moment Start(int halfDaysAgo, Faker faker)
    {
        var minutes = TimeSpan.FromMinutes(faker.Random.Int(0, 119)) + TimeSpan.FromMilliseconds(faker.Random.Int(0, 59_999));

        // Today's begin 170 to 50 minutes before the anchor, and are over by then.
        if (halfDaysAgo == 0) return new Moment(0, minutes - TimeSpan.FromMinutes(170));
        return new Moment((halfDaysAgo + 1) / 2, minutes + (halfDaysAgo % 2 == 0 ? Morning : Afternoon));
    }
}
