namespace LeadScoring.Api;

internal static class RequiredSettings
{
    public static string RequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set. Give the store, e.g. ConnectionStrings__{name}=\"Data Source=.data/leadscoring.db\".");
}
