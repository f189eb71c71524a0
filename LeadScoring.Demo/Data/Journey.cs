using Bogus;

namespace LeadScoring.Demo.Data;

/// <summary>What one lead did: e-mails opened, visits, and the goals that they led to.</summary>
internal sealed class Journey(Persona persona, Company company, Faker faker)
{
    private readonly EventMetadata _metadata = new(company, faker);
    private readonly List<PlannedEvent> _events = [];

    /// <summary>All events, oldest first. Does not depend on the time of loading.</summary>
    public IReadOnlyList<PlannedEvent> Plan()
    {
        var visits = Visits.Plan(persona, faker);
        if (visits.Count == 0) return [];
        var goals = Goals.Plan(persona, faker);
        for (var i = 0; i < visits.Count; i++) Visit(visits[i], GoalsOf(goals, i, visits.Count));
        OpenMails(visits[0].WorkdaysAgo, visits[^1].WorkdaysAgo);
        return [.. _events.OrderByDescending(e => e.When.WorkdaysAgo).ThenBy(e => e.When.Time)];
    }

    /// <summary>Goals are spread over the visits; the first of several visits has none.</summary>
    private static IEnumerable<string> GoalsOf(List<string> goals, int visit, int visits) =>
        visits == 1 ? goals : goals.Where((_, g) => 1 + g * (visits - 1) / goals.Count == visit);

    private void Visit(Moment at, IEnumerable<string> goals)
    {
        string? referrer = _metadata.Referrer();
        if (faker.Random.Bool(persona.MailShare))
        {
            referrer = "email";
            at = Add(at, "email_open", _metadata.EmailOpen(), faker.Random.Int(4, 40));
        }

        for (var pages = persona.Pages.Pick(faker); pages > 0; pages--)
        {
            var seconds = faker.Random.Int(9, 240);
            at = Add(at, "page_view", _metadata.PageView(referrer, seconds), seconds);
            referrer = null;
        }

        foreach (var goal in goals) at = Add(at, goal, MetadataOf(goal), faker.Random.Int(60, 400));
    }

    /// <summary>E-mails opened between the first and the last visit, at any time of an office day.</summary>
    private void OpenMails(int began, int quiet)
    {
        if (began == 0) return;
        for (var mails = persona.Mails.Pick(faker); mails > 0; mails--)
        {
            var time = TimeSpan.FromMilliseconds(faker.Random.Int(510 * 60_000, 1_050 * 60_000));
            Add(new Moment(faker.Random.Int(Math.Max(1, quiet), began), time), "email_open", _metadata.EmailOpen(), seconds: 0);
        }
    }

    /// <param name="seconds">Until the next event.</param>
    /// <returns>The time of the next event.</returns>
    private Moment Add(Moment at, string eventType, string metadata, int seconds)
    {
        _events.Add(new PlannedEvent(at, eventType, metadata));
        return at.After(TimeSpan.FromMilliseconds((1_000 * seconds) + faker.Random.Int(0, 999)));
    }

    private string MetadataOf(string goal) => goal switch
    {
        Goals.Form => _metadata.Form(),
        Goals.Demo => _metadata.Demo(),
        Goals.Purchase => _metadata.Purchase(),
        Goals.Webinar => _metadata.Webinar(),
        _ => _metadata.Ticket(),
    };
}

/// <summary>When a lead visited the site: at most once in each half day, often several half days in a row.</summary>
internal static class Visits
{
    private const float BurstShare = 0.45f;
    private static readonly TimeSpan Morning = new(8, 30, 0);
    private static readonly TimeSpan Afternoon = new(13, 0, 0);

    /// <summary>Starts of visits, oldest first.</summary>
    public static List<Moment> Plan(Persona persona, Faker faker)
    {
        var count = persona.Visits.Pick(faker);
        if (count == 0) return [];
        var began = persona.Began.Pick(faker);
        var quiet = count == 1 ? began : persona.Quiet.Pick(faker);

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

        // Today's visits begin 170 to 50 minutes before the anchor, and end before it.
        if (halfDaysAgo == 0) return new Moment(0, minutes - TimeSpan.FromMinutes(170));
        return new Moment((halfDaysAgo + 1) / 2, minutes + (halfDaysAgo % 2 == 0 ? Morning : Afternoon));
    }
}

/// <summary>The event types that a lead's visits lead to, in order: the first form before the first demo before the first purchase.</summary>
internal static class Goals
{
    public const string Form = "form_submission";
    public const string Demo = "demo_request";
    public const string Purchase = "purchase";

    /// <summary>No rule scores these two, so that unscored events can be seen.</summary>
    public const string Webinar = "webinar_attended";
    public const string Ticket = "support_ticket";

    public static List<string> Plan(Persona persona, Faker faker)
    {
        (string Type, int Count)[] funnel = [(Form, persona.Forms.Pick(faker)), (Demo, persona.Demos.Pick(faker)), (Purchase, persona.Purchases.Pick(faker))];
        List<string> goals = [.. funnel.Where(step => step.Count > 0).Select(step => step.Type)];
        foreach (var (type, count) in funnel)
        {
            for (var i = 1; i < count; i++) goals.Insert(faker.Random.Int(goals.IndexOf(type) + 1, goals.Count), type);
        }

        for (var i = persona.Others.Pick(faker); i > 0; i--) AddUnscored(goals, faker);
        return goals;
    }

    /// <summary>Customers need support; the others come to webinars.</summary>
    private static void AddUnscored(List<string> goals, Faker faker)
    {
        var bought = goals.IndexOf(Purchase);
        if (bought >= 0) goals.Insert(faker.Random.Int(bought + 1, goals.Count), Ticket);
        else goals.Insert(faker.Random.Int(0, goals.Count), Webinar);
    }
}

/// <summary>An event without a date: see <see cref="Moment"/>.</summary>
internal sealed record PlannedEvent(Moment When, string EventType, string Metadata);
