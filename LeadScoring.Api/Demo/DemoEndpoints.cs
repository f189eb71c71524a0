using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Demo;

internal static class DemoEndpoints
{
    public const int MaxEventsPerSecond = 20;
    private const int UsualEventsPerSecond = 3;
    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    public static void MapDemo(this IEndpointRouteBuilder app)
    {
        var demo = app.MapGroup("/api/demo").WithTags("Demo");
        demo.MapGet("", StateAsync).WithDoc(DemoDocs.State);
        demo.MapPost("", StartAsync).WithDoc(DemoDocs.Start);
        demo.MapDelete("/stream", StopAsync).WithDoc(DemoDocs.Stop);
    }

    private static async Task<Ok<DemoJson>> StateAsync(DemoDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.StateAsync(ct));

    private static async Task<Results<Accepted<DemoJson>, ProblemHttpResult>> StartAsync(
        DemoDesk desk, string? stream, string? eventsPerSecond, CancellationToken ct)
    {
        var fields = new QueryFields();
        var wanted = fields.Choice("stream", stream, true, Flags);
        var rate = fields.Integer("eventsPerSecond", eventsPerSecond, UsualEventsPerSecond, 1, MaxEventsPerSecond);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        if (!await desk.StartAsync(wanted ? rate : 0, ct))
        {
            return Problems.Of(StatusCodes.Status409Conflict, "The system is in use.", "Demo data is only loaded into an empty system, and this one has leads of its own. Nothing was done.");
        }

        return TypedResults.Accepted("/api/demo", await desk.StateAsync(ct));
    }

    private static async Task<Ok<DemoJson>> StopAsync(DemoDesk desk, CancellationToken ct)
    {
        await desk.StopAsync(ct);
        return TypedResults.Ok(await desk.StateAsync(ct));
    }
}
