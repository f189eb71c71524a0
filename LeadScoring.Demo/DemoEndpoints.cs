using System.Globalization;
using System.Text.Encodings.Web;
using LeadScoring.Contracts.Demo;
using LeadScoring.Demo.Api;
using LeadScoring.Demo.Loading;
using LeadScoring.Demo.Streaming;
using LeadScoring.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Demo;

/// <summary>
/// <code>
/// GET    /demo                                state
/// POST   /demo?stream=true&amp;eventsPerSecond=3  load what is missing, then stream
/// DELETE /demo/stream                         stop the stream
/// DELETE /demo/leads                          delete the sample leads
/// </code>
/// </summary>
internal static class DemoEndpoints
{
    private const int MaxEventsPerSecond = 20;
    private const int DefaultEventsPerSecond = 3;
    private static readonly TimeSpan ApiTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Does nothing until it is requested, unless the setting <c>Demo:Seed</c> is <c>true</c>: then the data is loaded at the start.</summary>
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        builder.Services.AddHttpClient(LeadScoringApi.ClientName, http => (http.BaseAddress, http.Timeout) = (new Uri("https+http://api"), ApiTimeout));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LeadScoringApi>().AddSingleton<DemoLeads>().AddSingleton<DemoLoader>().AddSingleton<DemoRemover>().AddSingleton<DemoStream>();
        builder.Services.AddSingleton<DemoRunner>().AddHostedService(s => s.GetRequiredService<DemoRunner>());
    }

    public static void MapDemo(this WebApplication app)
    {
        app.UseStatusCodePages();
        app.UseForeignPageCheck();
        var demo = app.MapGroup("/demo").AddEndpointFilter(AnswerUnavailableAsync);
        demo.MapGet("", StateAsync);
        demo.MapPost("", StartAsync);
        demo.MapDelete("/stream", StopAsync);
        demo.MapDelete("/leads", RemoveAsync);
    }

    private static async Task<Ok<DemoState>> StateAsync(DemoRunner demo, CancellationToken ct) => TypedResults.Ok(await demo.StateAsync(ct));

    private static async Task<Results<Accepted<DemoState>, ProblemHttpResult>> StartAsync(
        DemoRunner demo, string? stream, string? eventsPerSecond, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        if (!bool.TryParse(stream ?? "true", out var streams)) errors["stream"] = ["Must be true or false."];
        var isNumber = int.TryParse(eventsPerSecond, NumberStyles.None, CultureInfo.InvariantCulture, out var rate);
        if (eventsPerSecond is null) rate = DefaultEventsPerSecond;
        else if (!isNumber || rate is < 1 or > MaxEventsPerSecond) errors["eventsPerSecond"] = [$"Must be a whole number from 1 to {MaxEventsPerSecond}."];
        if (errors.Count > 0) return Invalid(errors);
        if (!await demo.RequestAsync(streams ? rate : 0, ct))
        {
            return TypedResults.Problem(
                "This one has leads already. Nothing was loaded.",
                statusCode: StatusCodes.Status409Conflict, title: "Sample data can only be loaded into an empty system.");
        }

        return TypedResults.Accepted("/demo", await demo.StateAsync(ct));
    }

    private static async Task<Ok<DemoState>> StopAsync(DemoRunner demo, CancellationToken ct) => TypedResults.Ok(await demo.StopStreamAsync(ct));

    private static async Task<Accepted<DemoState>> RemoveAsync(DemoRunner demo, CancellationToken ct)
    {
        demo.RequestRemoval();
        return TypedResults.Accepted("/demo", await demo.StateAsync(ct));
    }

    private static ProblemHttpResult Invalid(Dictionary<string, string[]> errors) => TypedResults.Problem(
        string.Join(' ', errors.Select(e => $"{e.Key}: {e.Value[0]}")), statusCode: StatusCodes.Status400BadRequest, title: "The request is not valid.",
        extensions: [KeyValuePair.Create("errors", (object?)errors)]);

    private static async ValueTask<object?> AnswerUnavailableAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ApiUnavailableException)
        {
            return TypedResults.Problem(
                "The API does not answer. Nothing was done: try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Temporarily unavailable.");
        }
    }
}
