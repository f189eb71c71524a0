namespace LeadScoring.AppHost;

/// <summary>The value of <c>MONGODB_URI</c>.</summary>
internal static class MongoUri
{
    /// <returns>The value.</returns>
    /// <exception cref="DistributedApplicationException">It is no MongoDB connection string.</exception>
    public static string Check(string value)
        => value.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase)
            ? value
            : throw new DistributedApplicationException("MONGODB_URI must have the form mongodb://[user:password@]host[:port]/database (or mongodb+srv://…).");
}
