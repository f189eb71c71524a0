using Bogus;
using LeadScoring.Demo.Data;

namespace LeadScoring.Demo.Streaming;

/// <summary>Random further events of the demo leads: leads with many events get more, and event types worth many points are rare.</summary>
internal sealed class LiveEvents
{
    private const float LateShare = 0.03f;
    private static readonly TimeSpan LeastLate = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostLate = TimeSpan.FromDays(3);
    private static readonly string[] Types = ["page_view", "email_open", Goals.Form, Goals.Demo, Goals.Webinar, Goals.Ticket, Goals.Purchase];
    private static readonly float[] Shares = [0.56f, 0.24f, 0.08f, 0.05f, 0.03f, 0.02f, 0.02f];
    private readonly Faker _faker = new("en");
    private readonly DemoLead[] _leads;
    private readonly float[] _weights;

    public LiveEvents(IEnumerable<DemoLead> leads)
    {
        _leads = [.. leads];
        var all = (float)_leads.Sum(Weight);
        _weights = [.. _leads.Select(lead => Weight(lead) / all)];
    }

    public DemoLead NextLead() => _faker.Random.WeightedRandom(_leads, _weights);

    /// <summary>Happens now, or, in 3 of 100 cases, happened up to 3 days ago and comes late.</summary>
    public DemoEvent NextEvent(DemoLead lead, DateTimeOffset now)
    {
        var type = _faker.Random.WeightedRandom(Types, Shares);
        var late = _faker.Random.Bool(LateShare) ? LeastLate + ((MostLate - LeastLate) * _faker.Random.Double()) : TimeSpan.Zero;
        return new($"demo:live:{Guid.CreateVersion7():n}", type, (now - late).ToUnixTimeMilliseconds(), MetadataOf(type, new EventMetadata(lead.Company, _faker)));
    }

    /// <summary>Until the next event: between 0 and twice the average.</summary>
    public TimeSpan NextPause(int eventsPerSecond) => TimeSpan.FromSeconds(_faker.Random.Double() * 2 / eventsPerSecond);

    private static int Weight(DemoLead lead) => 3 + lead.Events.Count;

    private string MetadataOf(string type, EventMetadata details) => type switch
    {
        "page_view" => details.PageView(_faker.Random.Bool(0.3f) ? details.Referrer() : null, _faker.Random.Int(5, 240)),
        "email_open" => details.EmailOpen(),
        Goals.Form => details.Form(),
        Goals.Demo => details.Demo(),
        Goals.Webinar => details.Webinar(),
        Goals.Ticket => details.Ticket(),
        _ => details.Purchase(),
    };
}
