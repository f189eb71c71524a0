using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Imports;

/// <summary>The counts and the rejected rows of one running import. It can be saved while the import goes on; after its disposal the counts can still be read.</summary>
internal sealed class ImportSession(IImportStore store, IRowSource source, Import import, int maxRejected, TimeProvider time) : IDisposable
{
    private const int MaxErrors = 100;
    private const int MaxUnsaved = 500;
    private const int MaxUnsavedChars = 4 * RejectedRow.MaxTextLength;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _saving = new(1); // one save at a time, so that an older state never replaces a newer one
    private readonly Dictionary<int, EntryLocation> _positions = [];
    private readonly List<RejectedRow> _unsaved = [];
    private int _unsavedChars;

    public string Id => import.Id;

    public bool CreateLeads => import.CreateLeads;

    public long Rows { get; private set; }

    public long Queued { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    public long CreatedLeads { get; private set; }

    /// <summary>EventIds for rows that have none.</summary>
    public RowIds RowIds { get; } = new();

    /// <summary>The first rejected rows.</summary>
    public List<ImportErrorResponse> Errors { get; } = [];

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>So many rejected rows are unsaved that they should be saved now.</summary>
    public bool IsFull => _unsaved.Count >= MaxUnsaved || _unsavedChars >= MaxUnsavedChars;

    public void AddRows(int rows)
    {
        lock (_gate) Rows += rows;
    }

    public void AddDuplicates(int rows)
    {
        lock (_gate) Duplicates += rows;
    }

    public void AddCreatedLeads(int leads)
    {
        lock (_gate) CreatedLeads += leads;
    }

    /// <exception cref="FileFaultException">More rows are rejected than one import may have.</exception>
    public void Reject(SourceRow row, string reason)
    {
        if (Rejected == maxRejected)
        {
            throw new FileFaultException($"More than {maxRejected:N0} rows are rejected. Look at the first ones, and send the file again: what was valid counts once.");
        }

        var rejected = row.Reject(row.Error ?? reason);
        if (Errors.Count < MaxErrors) Errors.Add(new(rejected.Row, rejected.Reason));
        lock (_gate)
        {
            Rejected++;
            _unsaved.Add(rejected);
            _unsavedChars += rejected.Text.Length;
        }
    }

    public void AddQueued(IReadOnlyList<EntryLocation> locations)
    {
        lock (_gate)
        {
            Queued += locations.Count;
            foreach (var location in locations) _positions[location.Partition] = location;
        }
    }

    public Task SaveAsync(CancellationToken ct) => SaveAsync(ImportState.Running, null, ct);

    public Task EndAsync(ImportState state, string? error, CancellationToken ct) => SaveAsync(state, error, ct);

    public void Dispose() => _saving.Dispose();

    private async Task SaveAsync(ImportState state, string? error, CancellationToken ct)
    {
        await _saving.WaitAsync(ct);
        try
        {
            var (progress, rejected) = Snapshot(state, error);
            await store.SaveAsync(progress, rejected, ct);
            lock (_gate)
            {
                _unsaved.RemoveRange(0, rejected.Length);
                _unsavedChars -= rejected.Sum(r => r.Text.Length);
            }
        }
        finally
        {
            _saving.Release();
        }
    }

    private (Import Progress, RejectedRow[] Rejected) Snapshot(ImportState state, string? error)
    {
        var nowMs = NowMs;
        lock (_gate)
        {
            var progress = import with
            {
                Format = source.Format,
                State = state,
                Error = error,
                Bytes = source.Bytes,
                Rows = Rows,
                Queued = Queued,
                Duplicates = Duplicates,
                Rejected = Rejected,
                CreatedLeads = CreatedLeads,
                Positions = [.. _positions.Values],
                UpdatedAtMs = nowMs,
                FinishedAtMs = state == ImportState.Running ? null : nowMs,
            };
            return (progress, [.. _unsaved]);
        }
    }
}
