using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>
/// EventIds for rows without one: from lead, type, time as written, metadata, and which of equal rows in the file it is. So the
/// same file gives the same ids again, and rows that are equal on purpose each count.
/// </summary>
internal sealed class RowIds
{
    /// <summary>Takes 128 MB.</summary>
    public const int MaxRows = 10_000_000;

    private readonly RowSet _seen = new(MaxRows);
    private readonly Dictionary<ulong, int> _repeats = [];

    /// <exception cref="FileFaultException">There are too many of them.</exception>
    public string Next(FileEvent row, string leadId)
    {
        var text = string.Join('\n', leadId, row.Draft.EventType, row.TimeText, row.Draft.Metadata);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var ordinal = Ordinal(BinaryPrimitives.ReadUInt64BigEndian(hash));
        if (ordinal > 0) hash = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(ordinal.ToString(CultureInfo.InvariantCulture))]);
        return "row-" + Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }

    /// <summary>From 0.</summary>
    private int Ordinal(ulong row)
    {
        if (_seen.Add(row)) return 0;
        if (_repeats.TryGetValue(row, out var last)) return _repeats[row] = last + 1;
        if (_seen.IsFull || _repeats.Count >= MaxRows / 4)
        {
            throw new FileFaultException($"At most {MaxRows:N0} rows without an eventId can be told apart in one file. Split it, or add an eventId column.");
        }

        return _repeats[row] = 1;
    }
}
