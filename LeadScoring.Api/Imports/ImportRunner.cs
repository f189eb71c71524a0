using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>Reads an uploaded file to its end, however that comes, and keeps the record of it.</summary>
internal sealed class ImportRunner(IImportStore store, IOptions<ImportOptions> options, TimeProvider time, ILogger<ImportRunner> log)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastSave = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <exception cref="FileFaultException">The file cannot be read at all: there is no record of it.</exception>
    /// <exception cref="ImportStopped">It was given up on the way.</exception>
    public async Task<ImportSession> RunAsync(Upload upload, long? length, bool createLeads, IFileImporter importer, CancellationToken ct)
    {
        var source = await FileSniffer.OpenAsync(upload.Content, ct);
        if (source.Columns is { } columns && importer.Missing(columns) is { } missing)
        {
            throw new FileFaultException($"{missing} Its columns are: {CsvHeader.Shown(columns)}.");
        }

        using var session = await StartAsync(upload, length, createLeads, importer.Kind, source, ct);
        try
        {
            await ReadAsync(source, session, importer.Start(session), ct);
        }
        catch (Exception e)
        {
            var cause = IsTorn(e, ct) ? new FileFaultException("The body ends before the boundary that closes it. Send the file again: what had arrived counts once.") : e;
            await StopAsync(session, e);
            throw new ImportStopped(session, cause);
        }

        await SaveLastAsync(session, ImportState.Finished, null);
        log.ImportFinished(session.Id, session.Rows, session.Queued, session.Rejected);
        return session;
    }

    private async Task<ImportSession> StartAsync(
        Upload upload, long? length, bool createLeads, ImportKind kind, IRowSource source, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var import = new Import
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Kind = kind,
            FileName = upload.FileName,
            TotalBytes = length,
            CreateLeads = createLeads,
            StartedAtMs = now.ToUnixTimeMilliseconds(),
            UpdatedAtMs = now.ToUnixTimeMilliseconds(),
        };
        await store.AddAsync(import, ct);
        return new ImportSession(store, source, import, options.Value.MaxRejected, time);
    }

    private async Task ReadAsync(IRowSource source, ImportSession session, Func<List<SourceRow>, CancellationToken, Task> take, CancellationToken ct)
    {
        using var end = new CancellationTokenSource();
        var saving = SaveRegularlyAsync(session, end.Token);
        try
        {
            while (await source.ReadAsync(ct) is { Count: > 0 } rows)
            {
                await take(rows, ct);
                if (session.IsFull) await TrySaveAsync(session, ct);
            }
        }
        finally
        {
            await end.CancelAsync();
            await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a failure of its own shows at the last save
        }
    }

    /// <summary>Also while the client, the queue or the store takes long: an import that nothing is heard of counts as died.</summary>
    private async Task SaveRegularlyAsync(ImportSession session, CancellationToken end)
    {
        using var timer = new PeriodicTimer(SaveEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                // Also after a failure that is not the store's absence: the record would read as died while the file is still read. The last save reports it.
                await TrySaveAsync(session, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Read to its end, or given up.
        }
    }

    private static async Task TrySaveAsync(ImportSession session, CancellationToken ct)
    {
        try
        {
            await session.SaveAsync(ct);
        }
        catch (StoreUnavailableException)
        {
            // What was not saved is saved the next time.
        }
    }

    /// <summary>Whatever became of the client. If the store stays away, the import counts as died later.</summary>
    private async Task SaveLastAsync(ImportSession session, ImportState state, string? error)
    {
        using var limit = new CancellationTokenSource(LastSave);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await session.EndAsync(state, error, limit.Token);
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                await Task.Delay(Again, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        log.ImportNotSaved(session.Id);
    }

    /// <summary>The request came to its end, and the file in it did not.</summary>
    private static bool IsTorn(Exception e, CancellationToken ct) => e is IOException and not BadHttpRequestException && !ct.IsCancellationRequested;

    private async Task StopAsync(ImportSession session, Exception e)
    {
        var (state, error) = e switch
        {
            FileFaultException => (ImportState.Failed, e.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ImportState.Failed, "The file is larger than 1 GB. Split it."),
            QueueFullException => (ImportState.Interrupted, "The backlog did not shrink for too long. Send the file again: what had arrived counts once."),
            QueueUnavailableException or StoreUnavailableException => (ImportState.Interrupted, "The queue or the store was away for too long. Send the file again: what had arrived counts once."),
            IOException or OperationCanceledException or BadHttpRequestException => (ImportState.Interrupted, "The connection was cut. Send the file again: what had arrived counts once."),
            _ => (ImportState.Interrupted, "Reading it failed for a reason of ours. Send the file again: what had arrived counts once."),
        };
        log.ImportStopped(session.Id, session.Rows, e.GetType().Name);
        await SaveLastAsync(session, state, error);
    }
}
