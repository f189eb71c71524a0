using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>One lead's story: e-mails opened, visits, and what they led up to.</summary>
internal sealed class Journey(Persona persona, Company company, Faker faker)
{
    private readonly EventDetails _details = new(company, faker);
    private readonly List<PlannedEvent> _events = [];

    /// <summary>Everything that happened, oldest first. Draws nothing that depends on when it is loaded.</summary>
    public IReadOnlyList<PlannedEvent> Plan()
    {
        var visits = Visits.Plan(persona, faker);
        if (visits.Count == 0) return [];
        var goals = Goals.Plan(persona, faker);
        for (var i = 0; i < visits.Count; i++) Visit(visits[i], GoalsOf(goals, i, visits.Count));
        OpenMails(visits[0].WorkdaysAgo, visits[^1].WorkdaysAgo);
        return [.. _events.OrderByDescending(e => e.When.WorkdaysAgo).ThenBy(e => e.When.Time)];
    }

    /// <summary>Spread over the visits; of several visits, the first only looks around.</summary>
    private static IEnumerable<string> GoalsOf(List<string> goals, int visit, int visits) =>
        visits == 1 ? goals : goals.Where((_, g) => 1 + g * (visits - 1) / goals.Count == visit);

    private void Visit(Moment at, IEnumerable<string> goals)
    {
        string? referrer = _details.Referrer();
        if (faker.Random.Bool(persona.MailShare))
        {
            referrer = "email";
            at = Add(at, "email_open", _details.EmailOpen(), faker.Random.Int(4, 40));
        }

        for (var pages = persona.Pages.Draw(faker); pages > 0; pages--)
        {
            var seconds = faker.Random.Int(9, 240);
            at = Add(at, "page_view", _details.PageView(referrer, seconds), seconds);
            referrer = null;
        }

        foreach (var goal in goals) at = Add(at, goal, DetailsOf(goal), faker.Random.Int(60, 400));
    }

    /// <summary>Between the first and the last visit, at any time of an office day.</summary>
    private void OpenMails(int began, int quiet)
    {
        if (began == 0) return;
        for (var mails = persona.Mails.Draw(faker); mails > 0; mails--)
        {
            var time = TimeSpan.FromMilliseconds(faker.Random.Int(510 * 60_000, 1_050 * 60_000));
            Add(new Moment(faker.Random.Int(Math.Max(1, quiet), began), time), "email_open", _details.EmailOpen(), seconds: 0);
        }
    }

    /// <returns>When the lead goes on, so many seconds later.</returns>
    private Moment Add(Moment at, string eventType, string metadata, int seconds)
    {
        _events.Add(new PlannedEvent(at, eventType, metadata));
        return at.After(TimeSpan.FromMilliseconds((1_000 * seconds) + faker.Random.Int(0, 999)));
    }

    private string DetailsOf(string goal) => goal switch
    {
        Goals.Form => _details.Form(),
        Goals.Demo => _details.Demo(),
        Goals.Purchase => _details.Purchase(),
        Goals.Webinar => _details.Webinar(),
        _ => _details.Ticket(),
    };
}
