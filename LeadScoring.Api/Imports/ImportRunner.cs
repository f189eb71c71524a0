using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>Reads an uploaded file to its end, however that comes, and keeps the record of it.</summary>
internal sealed class ImportRunner(IImportStore store, IOptions<ImportOptions> options, TimeProvider time, ILogger<ImportRunner> log)
{
    private static readonly TimeSpan LastSave = TimeSpan.FromSeconds(10);

    /// <exception cref="FileFaultException">The file cannot be read, at all or any further; <see cref="ImportFault"/> once there is a record.</exception>
    public async Task<ImportSession> RunAsync(Upload upload, long? length, bool createLeads, IFileImporter importer, CancellationToken ct)
    {
        var source = await FileSniffer.OpenAsync(upload.Content, ct);
        if (source.Columns is { } columns && importer.Missing(columns) is { } missing)
        {
            throw new FileFaultException($"{missing} Its columns are: {string.Join(", ", columns.Take(20))}.");
        }

        var session = await StartAsync(upload, length, createLeads, importer.Kind, source, ct);
        try
        {
            await ReadAsync(source, session, importer.Start(session), ct);
        }
        catch (Exception e)
        {
            await StopAsync(session, e);
            if (e is FileFaultException fault) throw new ImportFault(session, fault);
            if (IsTorn(e, ct)) throw new ImportFault(session, new FileFaultException("The body ends before the boundary that closes it. Send the file again: what had arrived counts once."));
            throw;
        }

        await session.EndAsync(ImportState.Finished, null, ct);
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

    private static async Task ReadAsync(IRowSource source, ImportSession session, Func<List<SourceRow>, CancellationToken, Task> take, CancellationToken ct)
    {
        while (await source.ReadAsync(ct) is { Count: > 0 } rows)
        {
            await take(rows, ct);
            await session.SaveIfDueAsync(ct);
        }
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
        using var limit = new CancellationTokenSource(LastSave);
        await session.EndAsync(state, error, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // later it counts as died
    }
}
