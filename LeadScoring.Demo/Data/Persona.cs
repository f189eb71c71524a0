using Bogus;

namespace LeadScoring.Demo.Data;

/// <summary>A kind of lead: how many there are and how they behave. Days are workdays ago, 0 = today.</summary>
/// <param name="Began">When the first visit was.</param>
/// <param name="Quiet">When the last visit was.</param>
/// <param name="MailShare">The share of visits that begin with a click in an e-mail, 0 to 1.</param>
/// <param name="Mails">E-mails opened besides those.</param>
/// <param name="Statuses">As the API spells them; one is picked, so that a repeated one is more frequent.</param>
internal sealed record Persona(
    int Leads, IntRange Began, IntRange Quiet, IntRange Visits, IntRange Pages, IntRange Forms, IntRange Demos, IntRange Purchases,
    IntRange Others, float MailShare, IntRange Mails, params string[] Statuses)
{
    /// <summary>200 leads in all.</summary>
    public static readonly Persona[] All =
    [
        Champion, Customer, HotAccount, Evaluator, NewsletterReader, OneVisitBrowser, Dormant, Silent,
    ];

    /// <summary>Bought several times and is around nearly every day.</summary>
    private static Persona Champion => new(
        12, Began: new(34, 40), Quiet: new(0, 2), Visits: new(9, 22), Pages: new(2, 4), Forms: new(2, 5), Demos: new(1, 3), Purchases: new(2, 4),
        Others: new(0, 2), MailShare: 0.4f, Mails: new(3, 12), "customer");

    private static Persona Customer => new(
        26, Began: new(20, 40), Quiet: new(0, 9), Visits: new(6, 18), Pages: new(2, 4), Forms: new(1, 3), Demos: new(1, 2), Purchases: new(1, 3),
        Others: new(0, 1), MailShare: 0.3f, Mails: new(1, 8), "customer");

    /// <summary>About to buy: demos asked for, and on the pages today.</summary>
    private static Persona HotAccount => new(
        18, Began: new(8, 25), Quiet: new(0, 1), Visits: new(7, 19), Pages: new(3, 6), Forms: new(2, 4), Demos: new(1, 3), Purchases: default,
        Others: new(0, 2), MailShare: 0.35f, Mails: new(2, 6), "qualified", "qualified", "contacted");

    private static Persona Evaluator => new(
        38, Began: new(10, 35), Quiet: new(0, 7), Visits: new(3, 12), Pages: new(2, 5), Forms: new(0, 3), Demos: new(0, 1), Purchases: default,
        Others: new(0, 1), MailShare: 0.3f, Mails: new(0, 5), "contacted", "contacted", "qualified", "new");

    private static Persona NewsletterReader => new(
        34, Began: new(25, 40), Quiet: new(0, 6), Visits: new(2, 4), Pages: new(1, 3), Forms: new(0, 1), Demos: default, Purchases: default,
        Others: default, MailShare: 0.8f, Mails: new(0, 13), "new", "new", "contacted");

    private static Persona OneVisitBrowser => new(
        34, Began: new(0, 34), Quiet: default, Visits: new(1, 1), Pages: new(2, 11), Forms: default, Demos: default, Purchases: default,
        Others: default, MailShare: 0.15f, Mails: default, "new");

    /// <summary>Was interested, and stopped three weeks ago or earlier.</summary>
    private static Persona Dormant => new(
        22, Began: new(28, 40), Quiet: new(16, 25), Visits: new(3, 9), Pages: new(2, 5), Forms: new(0, 2), Demos: new(0, 1), Purchases: default,
        Others: new(0, 1), MailShare: 0.3f, Mails: new(0, 5), "lost", "lost", "contacted");

    /// <summary>Created, without any event yet.</summary>
    private static Persona Silent => new(
        16, default, default, default, default, default, default, default, default, 0, default, "new");
}

/// <summary>A whole number between two bounds, both included.</summary>
internal readonly record struct IntRange(int Min, int Max)
{
    public int Pick(Faker faker) => faker.Random.Int(Min, Max);
}
