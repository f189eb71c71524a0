using LeadScoring.Benchmarks.Dashboard;
using LeadScoring.Benchmarks.Import;
using LeadScoring.Benchmarks.Leads;
using LeadScoring.Benchmarks.Load;
using LeadScoring.Benchmarks.Store;
using LeadScoring.Benchmarks.Stream;

switch (args)
{
    case ["store", .. var options]:
        await StoreBenchmark.RunAsync(StoreOptions.Parse(new(options)));
        return 0;
    case ["leads", .. var options]:
        await LeadsBenchmark.RunAsync(LeadsOptions.Parse(new(options)));
        return 0;
    case ["stream", .. var options]:
        await StreamBenchmark.RunAsync(StreamOptions.Parse(new(options)));
        return 0;
    case ["load", .. var options]:
        using (var load = new LoadBenchmark(LoadOptions.Parse(new(options)))) await load.RunAsync();
        return 0;
    case ["import", .. var options]:
        await ImportBenchmark.RunAsync(ImportOptions.Parse(new(options)));
        return 0;
    case ["dashboard", .. var options]:
        var dashboard = DashboardOptions.Parse(new(options));
        return await DashboardBenchmark.RunAsync(dashboard) || !dashboard.Check ? 0 : 1;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project LeadScoring.Benchmarks -- <benchmark> [options]
              store   commits and refolds against raw batched inserts of the same rows
                      [--preload 1000000] [--leads 5000] [--events 200000] [--batch 1000] [--rounds 3]
                      [--ids random|sequential] [--step-ms 1] [--folder <where the database files go>]
              leads   leaderboards and every kind of leads page: search, filter, order, depth
                      [--leads 1000000] [--rounds 2] [--folder <where the database file goes>] [--keep]
              stream  from an event's POST to the clients of the stream, on a system that runs (./run)
                      [--url http://localhost:3000] [--clients 20] [--rate 500] [--seconds 20]
              load    events in batches until they are committed, and one by one until accepted, on a system that runs (./run)
                      [--url http://localhost:3000] [--leads 5000] [--events 200000] [--batch 1000] [--in-flight 4] [--connections 32] [--seconds 8]
              import  a large CSV file, twice, with live events in between, on a system that runs (./run)
                      [--url http://localhost:3000] [--rows 1000000] [--leads 5000] [--rate 20] [--ids]
              dashboard  from an event's POST to the number in a browser (Chromium), how smooth the page stays, and what circuits
                      cost, on a system that runs on this machine (./run)
                      [--url http://localhost:3000] [--web http://localhost:5173] [--leads 50] [--rate 500] [--seconds 60]
                      [--circuits 49] [--web-pid <the dashboard's process>] [--check]
            """);
        return 2;
}
