using LeadScoring.Api.Imports.Columns;
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
    private readonly Dictionary<string, long> _defaults = new(StringComparer.Ordinal);
    private readonly List<RejectedRow> _unsaved = [];
    private int _unsavedChars;

    public string Id => import.Id;

    public bool CreateLeads => import.CreateLeads;

    public long Rows { get; private set; }

    public long Queued { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Rows whose eventId belongs to a different event.</summary>
    public long Conflicts { get; private set; }

    /// <summary>Rows whose event was one of a lead that was deleted.</summary>
    public long LeadDeleted { get; private set; }

    public long Rejected { get; private set; }

    public long CreatedLeads { get; private set; }

    public EventRows EventRows { get; } = new(source.Layout.IsOwnExport);

    public LeadRows LeadRows { get; } = new(source.Layout.IsOwnExport);

    /// <summary>EventIds for rows that have none.</summary>
    public RowIds RowIds { get; } = new();

    public RepeatedIds RepeatedIds { get; } = new();

    /// <summary>The first rows that do not count, and are no duplicates.</summary>
    public List<ImportErrorResponse> Errors { get; } = [];

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>So many rejected rows are unsaved that they should be saved now.</summary>
    public bool IsFull => _unsaved.Count >= MaxUnsaved || _unsavedChars >= MaxUnsavedChars;

    public void AddRows(int rows)
    {
        lock (_gate) Rows += rows;
    }

    public void AddDuplicate() => AddDuplicates(1);

    public void AddDuplicates(int rows)
    {
        lock (_gate) Duplicates += rows;
    }

    public void AddCreatedLeads(int leads)
    {
        lock (_gate) CreatedLeads += leads;
    }

    /// <summary>A row leaves the field out, and the usual value is taken.</summary>
    public void AddDefault(string field)
    {
        lock (_gate) _defaults[field] = _defaults.GetValueOrDefault(field) + 1;
    }

    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void Reject(Row row, string reason)
    {
        List(row.Reject(row.Error ?? reason));
        lock (_gate) Rejected++;
    }

    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void AddConflict(Row row, string eventId)
    {
        List(row.Reject($"eventId: {eventId} is the id of a different event, which counts. Give each event an id of its own."));
        lock (_gate) Conflicts++;
    }

    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void AddLeadDeleted(Row row, string eventId)
    {
        List(row.Reject($"eventId: {eventId} is the id of an event whose lead was deleted. It does not count again, for another lead either."));
        lock (_gate) LeadDeleted++;
    }

    private void List(RejectedRow row)
    {
        if (Rejected + Conflicts + LeadDeleted == maxRejected)
        {
            throw new FileFaultException($"More than {maxRejected:N0} rows do not count. Look at the first ones, and send the file again: what was valid counts once.");
        }

        if (Errors.Count < MaxErrors) Errors.Add(new(row.Row, row.Reason));
        lock (_gate)
        {
            _unsaved.Add(row);
            _unsavedChars += row.Text.Length;
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
                Format = source.Format.Name,
                Encoding = source.Format.Encoding,
                Delimiter = source.Format.Delimiter?.ToString(),
                Columns = [.. source.Layout.Columns.Select(c => new ImportColumn(c.Name, c.FieldName))],
                Defaults = [.. _defaults.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new ImportDefault(d.Key, d.Value))],
                State = state,
                Error = error,
                Bytes = source.Bytes,
                Rows = Rows,
                Queued = Queued,
                Duplicates = Duplicates,
                Conflicts = Conflicts,
                LeadDeleted = LeadDeleted,
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
