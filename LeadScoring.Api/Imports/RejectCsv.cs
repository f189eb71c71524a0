using LeadScoring.Api.Exports;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports;

internal static class RejectCsv
{
    public static readonly CsvTable<RejectedRow> Table = new(
        ["Row", "Reason", "Original"],
        (row, rejected) =>
        {
            row.Number(rejected.Row);
            row.Text(rejected.Reason);
            row.Text(rejected.Text);
        });
}
