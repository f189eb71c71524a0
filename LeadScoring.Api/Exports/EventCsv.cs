using CsvHelper;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Exports;

internal static class EventCsv
{
    public static readonly CsvTable<LedgerEntry> Table = new(
        ["Event ID", "Event Type", "Timestamp", "Processed", "Metadata", "Points", "Change", "Previous Score", "Score", "Rule Version", "Late", "Unscored"], Write);

    private static void Write(CsvWriter row, LedgerEntry line)
    {
        row.Text(line.EventId);
        row.Text(line.EventType);
        row.Time(line.TimestampMs);
        row.Time(line.ProcessedAtMs);
        row.Text(line.Metadata);
        row.Number(line.Points);
        row.Number(line.Change);
        row.Number(line.PreviousScore);
        row.Number(line.Score);
        row.Number(line.RuleVersion);
        row.Flag(line.Late);
        row.Flag(line.Unscored);
    }
}
