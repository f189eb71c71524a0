using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Imports;

/// <summary>The record of one import while it runs: what was counted and rejected, saved every second.</summary>
internal sealed class ImportSession(IImportStore store, IRowSource source, Import import, int maxRejected, TimeProvider time)
{
    private const int MaxErrors = 100;
    private const int MaxUnsaved = 500;
    private const int MaxUnsavedChars = 4 * RejectedRow.MaxTextLength;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, EntryLocation> _places = [];
    private readonly List<RejectedRow> _unsaved = [];
    private int _unsavedChars;
    private long _savedAt = time.GetTimestamp();

    public string Id => import.Id;

    public bool CreateLeads => import.CreateLeads;

    public long Rows { get; set; }

    public long Queued { get; private set; }

    public long Duplicates { get; set; }

    public long Rejected { get; private set; }

    public long CreatedLeads { get; set; }

    /// <summary>The first rejected rows.</summary>
    public List<ImportErrorJson> Errors { get; } = [];

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <exception cref="FileFaultException">One too many.</exception>
    public void Reject(SourceRow row, string reason)
    {
        if (Rejected == maxRejected)
        {
            throw new FileFaultException($"More than {maxRejected:N0} rows are rejected. Look at the first ones, and send the file again: what was valid counts once.");
        }

        Rejected++;
        var rejected = row.Reject(row.Error ?? reason);
        if (Errors.Count < MaxErrors) Errors.Add(new(rejected.Row, rejected.Reason));
        _unsaved.Add(rejected);
        _unsavedChars += rejected.Text.Length;
    }

    public void Appended(IReadOnlyList<EntryLocation> locations)
    {
        Queued += locations.Count;
        foreach (var location in locations) _places[location.Partition] = location;
    }

    public async Task SaveIfDueAsync(CancellationToken ct)
    {
        if (_unsaved.Count < MaxUnsaved && _unsavedChars < MaxUnsavedChars && time.GetElapsedTime(_savedAt) < SaveEvery) return;
        await SaveAsync(ImportState.Running, null, ct);
    }

    public Task EndAsync(ImportState state, string? error, CancellationToken ct) => SaveAsync(state, error, ct);

    private async Task SaveAsync(ImportState state, string? error, CancellationToken ct)
    {
        _savedAt = time.GetTimestamp();
        await store.SaveAsync(
            import with
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
                Places = [.. _places.Values],
                UpdatedAtMs = NowMs,
                FinishedAtMs = state == ImportState.Running ? null : NowMs,
            },
            _unsaved,
            ct);
        _unsaved.Clear();
        _unsavedChars = 0;
    }
}
