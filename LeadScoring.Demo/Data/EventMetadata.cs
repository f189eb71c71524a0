using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bogus;

namespace LeadScoring.Demo.Data;

/// <summary>The metadata that a web site, a mailing and a shop would send along.</summary>
internal sealed class EventMetadata(Company company, Faker faker)
{
    private const string Site = "https://www.tallybird.example";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly string[] Pages =
        ["/", "/product", "/product/forecasting", "/product/integrations", "/pricing", "/pricing", "/customers", "/customers/logistics", "/security", "/docs/api", "/blog/lead-scoring-basics", "/blog/pipeline-review", "/about"];

    private static readonly string[] Referrers = ["google", "google", "bing", "linkedin", "partner", "direct"];

    private static readonly string[] Campaigns =
        ["autumn-release", "pipeline-review-guide", "customer-stories", "integration-spotlight", "pricing-update", "product-news"];

    private static readonly string[] Forms =
        ["Whitepaper: Pipeline reviews", "Newsletter sign-up", "ROI calculator", "Contact sales", "Template: Account plan", "Webinar registration"];

    private static readonly string[] Webinars = ["Forecasting without spreadsheets", "Scoring leads that convert", "Integrations live"];

    private static readonly string[] Topics = ["Import", "Single sign-on", "Billing", "Webhooks"];

    public string Referrer() => faker.PickRandom(Referrers);

    /// <param name="referrer">Null within a visit.</param>
    public string PageView(string? referrer, int seconds) => Json(new { url = Site + faker.PickRandom(Pages), referrer, seconds });

    public string EmailOpen() => Json(new { campaign = faker.PickRandom(Campaigns), client = faker.PickRandom("Outlook", "Gmail", "Apple Mail") });

    public string Form() => Json(new { form = faker.PickRandom(Forms), url = Site + faker.PickRandom("/resources", "/contact", "/pricing") });

    public string Demo() => Json(new
    {
        product = faker.PickRandom("Forecasting", "Integrations", "Full suite"),
        teamSize = Seats(),
        timeframe = faker.PickRandom("this month", "this quarter", "next quarter"),
    });

    public string Purchase()
    {
        var (plan, price) = faker.PickRandom<(string, int)>(("Starter", 29), ("Team", 59), ("Business", 99));
        var seats = Seats();
        return Json(new { order = faker.Random.Replace("SO-#####"), plan, seats, amount = seats * price, currency = company.Market.Currency });
    }

    public string Webinar() => Json(new { webinar = faker.PickRandom(Webinars), minutes = faker.Random.Int(12, 55) });

    public string Ticket() => Json(new { ticket = faker.Random.Replace("T-####"), topic = faker.PickRandom(Topics) });

    private int Seats() => faker.Random.Int(3, Math.Clamp(company.Employees / 8, 5, 80));

    private static string Json(object value) => JsonSerializer.Serialize(value, Readable);
}
