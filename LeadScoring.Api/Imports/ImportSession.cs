using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Imports;

/// <summary>The counts and the rejected rows of one running import. It can be saved while the import goes on; after its disposal the counts can still be read.</summary>
/// <param name="import">The import as it was added to the store.</param>
internal sealed class ImportSession(IImportStore store, IRowSource source, Import import, RowMemory.Share memory, int maxRejected, TimeProvider time) : IDisposable
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

    /// <summary>With the counts so far; what else changes while the file is read is set as it is saved.</summary>
    public Import Import { get; private set; } = import;

    public EventRows EventRows { get; } = new(source.Layout.IsOwnExport);

    public LeadRows LeadRows { get; } = new(source.Layout.IsOwnExport);

    /// <summary>EventIds for rows that have none.</summary>
    public RowIds RowIds { get; } = new(memory);

    public RepeatedIds RepeatedIds { get; } = new(memory);

    /// <summary>The first rows that do not count, and are no duplicates.</summary>
    public List<ImportErrorResponse> Errors { get; } = [];

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>So many rejected rows are unsaved that they should be saved now.</summary>
    public bool IsFull => _unsaved.Count >= MaxUnsaved || _unsavedChars >= MaxUnsavedChars;

    public void AddRows(int rows) => Count(i => i with { Rows = i.Rows + rows });

    public void AddDuplicates(int rows) => Count(i => i with { Duplicates = i.Duplicates + rows });

    public void AddCreatedLeads(int leads) => Count(i => i with { CreatedLeads = i.CreatedLeads + leads });

    /// <summary>A row leaves the field out, and the usual value is taken.</summary>
    public void AddDefault(string field)
    {
        lock (_gate) _defaults[field] = _defaults.GetValueOrDefault(field) + 1;
    }

    public void AddQueued(IReadOnlyList<EntryLocation> locations)
    {
        lock (_gate)
        {
            Import = Import with { Queued = Import.Queued + locations.Count };
            foreach (var location in locations) _positions[location.Partition] = location;
        }
    }

    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void Reject(Row row, string reason) => List(row.Reject(row.Error ?? reason), i => i with { Rejected = i.Rejected + 1 });

    /// <summary>Its eventId belongs to a different event.</summary>
    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void AddConflict(Row row, string eventId) => List(
        row.Reject($"eventId: {eventId} is the id of a different event, which counts. Give each event an id of its own."), i => i with { Conflicts = i.Conflicts + 1 });

    /// <summary>Its event was one of a lead that was deleted.</summary>
    /// <exception cref="FileFaultException">More rows are listed than one import may have.</exception>
    public void AddLeadDeleted(Row row, string eventId) => List(
        row.Reject($"eventId: {eventId} is the id of an event whose lead was deleted. It does not count again, for another lead either."),
        i => i with { LeadDeleted = i.LeadDeleted + 1 });

    public async Task SaveAsync(ImportState state, string? error, CancellationToken ct)
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

    public void Dispose()
    {
        _saving.Dispose();
        memory.Dispose();
    }

    private void Count(Func<Import, Import> add)
    {
        lock (_gate) Import = add(Import);
    }

    private void List(RejectedRow row, Func<Import, Import> add)
    {
        if (Import.Rejected + Import.Conflicts + Import.LeadDeleted == maxRejected)
        {
            throw new FileFaultException($"More than {maxRejected:N0} rows do not count; the first is row {Errors[0].Row}: {Errors[0].Error} Correct what they have in common, and send the file again: what was valid counts once.");
        }

        if (Errors.Count < MaxErrors) Errors.Add(new(row.Row, row.Reason));
        lock (_gate)
        {
            Import = add(Import);
            _unsaved.Add(row);
            _unsavedChars += row.Text.Length;
        }
    }

    private (Import Progress, RejectedRow[] Rejected) Snapshot(ImportState state, string? error)
    {
        var nowMs = NowMs;
        lock (_gate)
        {
            var progress = Import with
            {
                Format = source.Format.Name,
                Encoding = source.Format.Encoding,
                Delimiter = source.Format.Delimiter?.ToString(),
                Columns = [.. source.Layout.Columns.Select(c => new ImportColumn(c.Name, c.FieldName))],
                Defaults = [.. _defaults.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new ImportDefault(d.Key, d.Value))],
                State = state,
                Error = error,
                Bytes = source.Bytes,
                Positions = [.. _positions.Values],
                UpdatedAtMs = nowMs,
                FinishedAtMs = state == ImportState.Running ? null : nowMs,
            };
            return (progress, [.. _unsaved]);
        }
    }
}
