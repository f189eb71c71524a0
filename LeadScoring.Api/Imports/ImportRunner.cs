using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>Imports the rows of one kind of file.</summary>
internal interface IFileImporter
{
    ImportKind Kind { get; }

    /// <summary>Called with some rows at a time, in the order of the file.</summary>
    Task ImportAsync(List<Row> rows, ImportSession session, CancellationToken ct);
}

/// <summary>An import that ended before its file did. What was imported until then counts: see <see cref="Session"/>.</summary>
internal sealed class ImportStoppedException(ImportSession session, Exception cause) : Exception(cause.Message, cause)
{
    public ImportSession Session => session;
}

/// <summary>Reads an uploaded file to its end and keeps the import's record up to date, whether it ends well or not.</summary>
internal sealed class ImportRunner(IImportStore store, RowMemory memory, IOptions<ImportOptions> options, TimeProvider time, ILogger<ImportRunner> log)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastSaveTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastSaveRetryDelay = TimeSpan.FromMilliseconds(200);

    /// <exception cref="FileFaultException">The file cannot be read at all: there is no record of it.</exception>
    /// <exception cref="ImportStoppedException">The import began and was stopped.</exception>
    public async Task<ImportSession> RunAsync(Upload upload, long? length, bool createLeads, IFileImporter importer, CancellationToken ct)
    {
        var source = await FileReader.OpenAsync(upload.Content, importer.Kind, upload.Mapping, ct);
        using var session = await StartAsync(upload, length, createLeads, importer.Kind, source, ct);
        try
        {
            await ReadAsync(source, session, importer, ct);
            await upload.CheckRestAsync(ct);
        }
        catch (Exception e)
        {
            await StopAsync(session, e);
            if (ct.IsCancellationRequested || e is ConnectionResetException or ConnectionAbortedException) throw; // no client is left to be answered
            throw new ImportStoppedException(session, e);
        }

        await SaveLastAsync(session, ImportState.Finished, null);
        log.ImportFinished(session.Import.Id, session.Import.Rows, session.Import.Queued, session.Import.Rejected);
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
        return new ImportSession(store, source, import, memory.Open(), options.Value.MaxRejected, time);
    }

    private async Task ReadAsync(IRowSource source, ImportSession session, IFileImporter importer, CancellationToken ct)
    {
        using var end = new CancellationTokenSource();
        var saving = SaveRegularlyAsync(session, end.Token);
        try
        {
            while (await source.ReadAsync(ct) is { Count: > 0 } rows)
            {
                await importer.ImportAsync(rows, session, ct);
                // What cannot be saved now is saved the next time.
                if (session.IsFull) await session.SaveAsync(ImportState.Running, null, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await end.CancelAsync();
            await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // if saving fails, the last save fails as well and reports it
        }
    }

    /// <summary>Also while the client, the queue or the store is slow, and after any failure to save: an import whose record is not updated counts as dead.</summary>
    private async Task SaveRegularlyAsync(ImportSession session, CancellationToken end)
    {
        using var timer = new PeriodicTimer(SaveInterval, time);
        while (await timer.WaitForNextTickAsync(end))
        {
            await session.SaveAsync(ImportState.Running, null, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Also after the client has disconnected. If the store stays unavailable, the import counts as dead a few seconds later.</summary>
    private async Task SaveLastAsync(ImportSession session, ImportState state, string? error)
    {
        using var timeout = new CancellationTokenSource(LastSaveTimeout);
        while (!timeout.IsCancellationRequested)
        {
            try
            {
                await session.SaveAsync(state, error, timeout.Token);
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                await Task.Delay(LastSaveRetryDelay, timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        log.ImportNotSaved(session.Import.Id);
    }

    private async Task StopAsync(ImportSession session, Exception e)
    {
        var (state, error) = e switch
        {
            FileFaultException => (ImportState.Failed, e.Message),
            RowMemoryFullException => (ImportState.Interrupted, e.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ImportState.Failed, "The file is larger than 1 GB. Split it."),
            QueueFullException => (ImportState.Interrupted, "The backlog did not shrink for too long. Send the file again: what had arrived counts once."),
            QueueUnavailableException or StoreUnavailableException => (ImportState.Interrupted, "The queue or the store was away for too long. Send the file again: what had arrived counts once."),
            IOException or OperationCanceledException => (ImportState.Interrupted, "The connection was cut. Send the file again: what had arrived counts once."),
            _ => (ImportState.Interrupted, "Reading it failed for a reason of ours. Send the file again: what had arrived counts once."),
        };
        if (state == ImportState.Interrupted && e is IOException or OperationCanceledException) log.ImportCutOff(session.Import.Id, session.Import.Rows);
        else log.ImportStopped(session.Import.Id, session.Import.Rows, e.GetType().Name);
        await SaveLastAsync(session, state, error);
    }
}
