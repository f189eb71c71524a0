using LeadScoring.Benchmarks.Leads;
using LeadScoring.Benchmarks.Store;

switch (args)
{
    case ["store", .. var options]:
        await StoreBenchmark.RunAsync(StoreOptions.Parse(options));
        return 0;
    case ["leads", .. var options]:
        await LeadsBenchmark.RunAsync(LeadsOptions.Parse(options));
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project LeadScoring.Benchmarks -- <benchmark> [options]
              store   commits and refolds against raw batched inserts of the same rows
                      [--preload 1000000] [--leads 5000] [--events 200000] [--batch 1000] [--rounds 3]
                      [--ids random|sequential] [--folder <where the database files go>]
              leads   leaderboards and every kind of leads page: search, filter, order, depth
                      [--leads 1000000] [--rounds 2] [--folder <where the database file goes>] [--keep]
            """);
        return 2;
}
