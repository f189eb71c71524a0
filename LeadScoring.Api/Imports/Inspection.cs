using System.Globalization;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Reads the beginning of a file as an upload would, stores nothing, and says how it was understood.</summary>
internal sealed class Inspection(LeadResolver leads, TimeProvider time)
{
    private const int MaxErrors = 100;
    private const int MaxSamples = 5;
    private const int MaxTypes = 50;

    /// <param name="upload">The file.</param>
    /// <param name="kind">What is in it; null or empty: what its columns suggest.</param>
    /// <param name="isPart">It is the beginning of a longer file.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="FileFaultException">It cannot be read at all.</exception>
    public async Task<InspectionResponse> RunAsync(Upload upload, string? kind, bool isPart, CancellationToken ct)
    {
        var head = new byte[ByteWindow.MaxBytes + 1];
        var length = await upload.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var isAll = length <= ByteWindow.MaxBytes;
        var isComplete = isAll && !isPart;
        var content = head.AsMemory(0, Math.Min(length, ByteWindow.MaxBytes));
        var source = await OpenAsync(content, kind, upload.Mapping, ct);
        var rows = await RowsAsync(source, ct);
        if (isAll) await upload.CheckRestAsync(ct);
        if (!isComplete && rows.Count > 0) rows = rows[..FirstCut(rows)];
        return await DescribeAsync(source, rows, isComplete, ct);
    }

    /// <summary>As events if it has what events need, or as what was asked for.</summary>
    private static async Task<IRowSource> OpenAsync(ReadOnlyMemory<byte> content, string? kind, Mapping mapping, CancellationToken ct)
    {
        if (kind == "leads") return await OpenAsync(content, ImportKind.Leads, mapping, ct);
        if (kind == "events") return await OpenAsync(content, ImportKind.Events, mapping, ct);
        try
        {
            var source = await OpenAsync(content, ImportKind.Events, mapping, ct);
            if (source.Layout.Missing is null) return source;
        }
        catch (FileFaultException)
        {
            // They may be leads.
        }

        return await OpenAsync(content, ImportKind.Leads, mapping, ct);
    }

    private static Task<IRowSource> OpenAsync(ReadOnlyMemory<byte> content, ImportKind kind, Mapping mapping, CancellationToken ct) =>
        FileReader.OpenAsync(new MemoryStream(content.ToArray(), writable: false), kind, mapping, ct, isLenient: true);

    private static async Task<List<Row>> RowsAsync(IRowSource source, CancellationToken ct)
    {
        var rows = new List<Row>();
        try
        {
            while (await source.ReadAsync(ct) is { Count: > 0 } some) rows.AddRange(some);
        }
        catch (FileFaultException) when (rows.Count > 0)
        {
            // An upload would say so when it comes to that row.
        }

        return rows;
    }

    /// <summary>The row that the end of the part which is read may have cut: the last one, or the one whose quote is not closed in it.</summary>
    private static int FirstCut(List<Row> rows) => rows.FindIndex(row => row.Error?.StartsWith(CsvRecords.QuoteOpened, StringComparison.Ordinal) == true) is var open and >= 0 ? open : rows.Count - 1;

    private async Task<InspectionResponse> DescribeAsync(IRowSource source, List<Row> rows, bool isComplete, CancellationToken ct)
    {
        var isEvents = source.Layout.Kind == ImportKind.Events;
        var errors = new List<ImportErrorResponse>();
        var tally = new Tally(source.Layout.Columns);
        if (isEvents) await ReadEventsAsync(source, rows, errors, tally, ct);
        else ReadLeads(source, rows, errors, tally);
        return new(
            isEvents ? "events" : "leads", source.Format.Name, source.Format.Encoding, source.Format.Delimiter?.ToString(), source.Format.HeaderRow,
            Columns(source.Layout, rows), rows.Count, isComplete, tally.Rejected, tally.UnknownLeads, tally.NewLeads.Count, tally.MostFrequentTypes(),
            errors, [.. Problems(source, rows.Count, tally)], tally.Preview.Rows);
    }

    private async Task ReadEventsAsync(IRowSource source, List<Row> rows, List<ImportErrorResponse> errors, Tally tally, CancellationToken ct)
    {
        var (reader, nowMs) = (new EventRows(source.Layout.IsOwnExport), time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var some in rows.Chunk(RowBatch.MaxRows))
        {
            var drafts = Array.ConvertAll(some, row => reader.Read(row, nowMs).Draft);
            var matches = await leads.ResolveAsync(drafts, ct);
            for (var i = 0; i < some.Length; i++)
            {
                var (draft, match) = (drafts[i], matches[i]);
                if (match.Problem == LeadProblem.UnknownEmail && EmailAddress.Error(draft.Email!) is { } error) draft.Errors.Add("email", error);
                var reason = draft.Errors.Any || match is { Problem.IsNotFound: false } ? match.Reason(draft) : null;
                tally.Preview.Add(some[i], reason, draft.Errors, draft.TimestampMs is { } ms ? EventTime.Write(ms) : null, draft.Email);
                if (reason is not null) Reject(some[i], reason, errors, tally);
                else tally.Add(draft, match);
            }
        }
    }

    private static void ReadLeads(IRowSource source, List<Row> rows, List<ImportErrorResponse> errors, Tally tally)
    {
        var reader = new LeadRows(source.Layout.IsOwnExport);
        foreach (var row in rows)
        {
            var lead = reader.Read(row);
            tally.Preview.Add(row, lead.Error, lead.Errors, null, lead.Draft?.Email);
            if (lead.Draft is null) Reject(row, lead.Error!, errors, tally);
            else if (!lead.HasStatus && row.Columns.Zip(row.Cells).Any(c => c.First.Field == Field.Status && !c.Second.IsEmpty)) tally.WithoutStatus++;
        }
    }

    private static void Reject(Row row, string reason, List<ImportErrorResponse> errors, Tally tally)
    {
        tally.Rejected++;
        if (errors.Count < MaxErrors) errors.Add(new(row.Number, row.Error ?? reason));
    }

    private static List<InspectedColumnResponse> Columns(Layout layout, List<Row> rows)
    {
        var samples = layout.Columns.ToDictionary(c => c.Name, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Cells.Length; i++)
            {
                if (row.Cells[i].IsEmpty || !samples.TryGetValue(row.Columns[i].Name, out var known) || known.Count == MaxSamples) continue;
                var sample = Preview.Shown(row.Cells[i]);
                if (!known.Contains(sample)) known.Add(sample);
            }
        }

        return [.. layout.Columns.Select(c => new InspectedColumnResponse(c.Name, c.FieldName, c.Confidence, samples[c.Name]))];
    }

    private static IEnumerable<string> Problems(IRowSource source, int rows, Tally tally)
    {
        var format = source.Format;
        if (!format.Encoding.StartsWith("utf-", StringComparison.Ordinal))
        {
            yield return $"The file is not Unicode and was read as {format.Encoding}. Look at accents in the samples; if they are wrong, name the encoding in the mapping.";
        }

        if (format.HeaderRow > 1) yield return $"Row {format.HeaderRow} names the columns; what stands before it is skipped.";
        if (rows == 0) yield return "The file has no rows.";
        foreach (var problem in ProblemsOf(source.Layout, tally)) yield return problem;
        if (tally.UnknownLeads > 0) yield return $"{Rows(tally.UnknownLeads)} about leads that do not exist would be rejected, but for those with an e-mail address if createLeads is true.";
        if (tally.Rejected > 0) yield return $"{Rows(tally.Rejected)} would be rejected: see errors.";
    }

    private static IEnumerable<string> ProblemsOf(Layout layout, Tally tally)
    {
        bool HasAny(params ReadOnlySpan<Field> fields) => fields.IndexOfAny([.. layout.Columns.Select(c => c.Field)]) >= 0;
        if (layout.Missing is { } missing) yield return $"{missing} Name it in the mapping: otherwise the file is refused.";
        foreach (var name in layout.UnknownNames(layout.Columns.Select(c => c.Name))) yield return $"{name}: The mapping names it, but no row that was read has it.";
        if (layout.Kind == ImportKind.Leads)
        {
            if (tally.WithoutStatus > 0) yield return $"{Rows(tally.WithoutStatus)} with a status that leads do not have here would be new leads; it is kept in the metadata.";
            if (!HasAny(Field.Name, Field.FirstName, Field.LastName)) yield return "No column is taken for the name: leads would be named by their address.";
            yield break;
        }

        if (!HasAny(Field.Timestamp, Field.Date, Field.Time)) yield return "No column is taken for the time of the events: all of them would happen now.";
        else if (layout.Columns.FirstOrDefault(c => ColumnNames.IsTimeZone(c.Name)) is { } zone) yield return $"{zone.Name} is not used: a time without an offset is UTC.";
        if (tally.WithoutTime > 0 && HasAny(Field.Timestamp, Field.Date, Field.Time)) yield return $"{Rows(tally.WithoutTime)} without a time would happen now.";
        if (!layout.IsOwnExport && !HasAny(Field.EventId))
        {
            yield return "No column is taken for the event's id: an id is made of what each row says, so that the file can be sent again.";
        }
    }

    private static string Rows(long count) => count == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows");

    /// <summary>What the rows have in common. A file of a megabyte bounds it.</summary>
    private sealed class Tally(IReadOnlyList<Column> columns)
    {
        private readonly Dictionary<string, long> _types = new(StringComparer.Ordinal);

        public Preview Preview { get; } = new(columns);

        /// <summary>Addresses that no lead has.</summary>
        public HashSet<string> NewLeads { get; } = new(EmailComparer.Instance);

        public long Rejected { get; set; }

        public long UnknownLeads { get; set; }

        public long WithoutTime { get; set; }

        public long WithoutStatus { get; set; }

        /// <summary>An event that would be taken.</summary>
        public void Add(EventDraft draft, LeadMatch match)
        {
            if (match.LeadId is null) UnknownLeads++;
            if (match.Problem == LeadProblem.UnknownEmail) NewLeads.Add(draft.Email!);
            if (draft.TimestampMs is null) WithoutTime++;
            _types[draft.EventType!] = _types.GetValueOrDefault(draft.EventType!) + 1;
        }

        public IReadOnlyList<InspectedTypeResponse> MostFrequentTypes() =>
            [.. _types.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Take(MaxTypes).Select(t => new InspectedTypeResponse(t.Key, t.Value))];
    }
}
