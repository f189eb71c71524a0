using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>What a lead's visits lead up to, in order: the first form before the first demo before the first purchase.</summary>
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
        (string Type, int Count)[] funnel = [(Form, persona.Forms.Draw(faker)), (Demo, persona.Demos.Draw(faker)), (Purchase, persona.Purchases.Draw(faker))];
        List<string> goals = [.. funnel.Where(step => step.Count > 0).Select(step => step.Type)];
        foreach (var (type, count) in funnel)
        {
            for (var i = 1; i < count; i++) goals.Insert(faker.Random.Int(goals.IndexOf(type) + 1, goals.Count), type);
        }

        for (var i = persona.Others.Draw(faker); i > 0; i--) AddUnscored(goals, faker);
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
