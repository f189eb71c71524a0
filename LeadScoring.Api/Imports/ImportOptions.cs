using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Imports.Rows;

namespace LeadScoring.Api.Imports;

/// <summary>Section <c>Imports</c>.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Largest file, bytes.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Files that are read at the same time in one process; most of them wait for their clients.</summary>
    [Range(1, 1_000)]
    public int MaxOpen { get; set; } = 64;

    /// <summary>Steps of imports that use the store or the queue at the same time in one process. Rows are read, checked and hashed outside of them.</summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 2;

    /// <summary>Rejected rows that one import stores; one more fails the import, since its file is probably meant for something else.</summary>
    [Range(1, 10_000_000)]
    public int MaxRejected { get; set; } = 100_000;

    /// <summary>How long an import waits for a backlog that is over its bound, seconds.</summary>
    [Range(1, 86_400)]
    public int PauseLimitSeconds { get; set; } = 600;

    /// <summary>How long an import retries while the queue or the store is unavailable, seconds.</summary>
    [Range(0, 3_600)]
    public int RetrySeconds { get; set; } = 30;
}

internal static class ImportRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(new RowMemory())
            .AddSingleton<ImportRetry>()
            .AddSingleton<ImportRunner>()
            .AddSingleton<ImportReader>()
            .AddSingleton<Inspection>()
            .AddSingleton<LeadCreator>()
            .AddSingleton<EventImporter>()
            .AddSingleton<LeadImporter>();
    }
}
