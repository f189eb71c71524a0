namespace LeadScoring.Api.Imports;

internal static class ImportRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ImportTurns>()
            .AddSingleton<ImportPatience>()
            .AddSingleton<ImportRunner>()
            .AddSingleton<ImportViews>()
            .AddSingleton<LeadMaker>()
            .AddSingleton<MissingLeads>()
            .AddSingleton<EventImporter>()
            .AddSingleton<LeadImporter>();
    }
}
