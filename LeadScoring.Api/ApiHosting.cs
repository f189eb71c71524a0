using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Api.Events;
using LeadScoring.Api.Exports;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Imports;
using LeadScoring.Api.Insights;
using LeadScoring.Api.Jobs;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Queue;
using LeadScoring.Api.Rules;
using LeadScoring.Api.ScoreStream;
using LeadScoring.Api.Trends;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.ServiceDefaults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Api;

/// <summary>Everything of the API that does not depend on which store and which queue stand behind it.</summary>
public static class ApiHosting
{
    private const string DefaultUrl = "http://localhost:3000";
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>
    /// Above what any endpoint takes: Kestrel closes the connection on a body over its limit while the client still sends, so
    /// the client would see a broken pipe instead of the 413. Within it, the rest is read and dropped.
    /// </summary>
    private const int MaxBodyBytes = 4 * BatchReader.MaxBytes;

    public static WebApplicationBuilder AddLeadScoringApi(this WebApplicationBuilder builder)
    {
        builder.BindToLoopbackByDefault();
        builder.WebHost.ConfigureKestrel(LimitRequests);
        builder.Services.ConfigureHttpJsonOptions(json => ReadStrictly(json.SerializerOptions));
        builder.Services.AddValidation();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false); // RequestErrors explains what could not be bound
        builder.Services.AddProblemDetails(ProblemTexts.Customize);
        builder.Services.AddSingleton<IProblemDetailsWriter, PlainProblemWriter>();
        builder.Services.AddExceptionHandler<ApiExceptionHandler>();
        builder.Services.AddBodyEncodings();
        builder.Services.AddConcurrencyLimits();
        builder.Services.AddOpenApi(options => ApiDocument.Describe(options));
        builder.Services.AddFeatures();
        return builder;
    }

    public static WebApplication UseLeadScoringApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseForeignPageCheck();
        app.UseRateLimiter();
        app.UseBodyEncodings();
        app.UseSwaggerUI(ui => ui.SwaggerEndpoint("/openapi/v1.json", "LeadScoring"));
        return app;
    }

    public static WebApplication MapLeadScoringApi(this WebApplication app)
    {
        app.MapOpenApi();
        var all = app.MapGroup("").WithBufferedJsonBodies();
        ScoreStreamEndpoints.Map(all); // has no end, so HEAD would have none either
        var api = all.MapGroup("").AllowHead();
        api.MapLeads();
        api.MapTrends();
        api.MapInsights();
        api.MapEvents();
        RuleEndpoints.Map(api);
        api.MapRescores();
        api.MapReplay();
        api.MapImports();
        api.MapQueue();
        api.MapExports();
        return app;
    }

    /// <exception cref="InvalidOperationException">It is not set.</exception>
    public static string RequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set. Give the store, e.g. ConnectionStrings__{name}=\"Data Source=.data/leadscoring.db\".");

    private static void LimitRequests(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
    }

    private static void ReadStrictly(JsonSerializerOptions json)
    {
        json.MaxDepth = JsonBody.MaxDepth;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.AllowDuplicateProperties = false;
        json.PropertyNameCaseInsensitive = false;
        json.RespectRequiredConstructorParameters = true;
        json.Converters.Add(new TimeConverter());
        json.Converters.Add(new IntConverter());
        json.Converters.Add(new LongConverter());
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // answers are never part of a page: readable text beats escapes
    }

    private static void AddFeatures(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PreviewLimiter>();
        services.AddSingleton<KnownLeads>();
        services.AddSingleton<LeadResolver>();
        services.AddSingleton<LeadAnnouncer>();
        services.AddHostedService(s => s.GetRequiredService<LeadAnnouncer>());
        services.AddHostedService<LeadSearchWarmup>();
        services.AddSingleton<SubmissionWaiter>();
        services.AddSingleton<SubmissionLookup>();
        services.AddImports();
        services.AddSingleton<DeadLetterRetry>();
        services.AddSingleton<DeadLetterBulk>();
        services.AddHostedService<QueueSampler>();
        services.AddSingleton<CsvDownload>();
        services.AddScoreStream();
        services.AddHealthChecks()
            .AddProbe("store", (s, ct) => s.GetRequiredService<IStoreInfo>().PingAsync(ct))
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct));
    }

    /// <summary>By default port 3000 of the loopback interface: reachable from this machine only.</summary>
    private static void BindToLoopbackByDefault(this WebApplicationBuilder builder)
    {
        var configured = builder.Configuration["urls"] ?? builder.Configuration["http_ports"] ?? builder.Configuration["https_ports"];
        if (string.IsNullOrEmpty(configured) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
    }
}
