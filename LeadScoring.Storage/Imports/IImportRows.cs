using LeadScoring.Core.Imports;

namespace LeadScoring.Storage.Imports;

/// <summary>Reads and writes imports and their rejected rows.</summary>
internal interface IImportRows
{
    void Add(Import import);

    /// <summary>Saves everything but <see cref="Import.Scored"/> and <see cref="Import.Failed"/>, and that it is not drained.</summary>
    void Save(Import import);

    Import? Find(string id);

    List<Import> Newest(int limit);

    /// <summary>The newest import beyond the <paramref name="limit"/> newest; null when there is none.</summary>
    string? NewestBeyond(int limit);

    void Remove(string id);

    /// <summary>Adds events that were committed.</summary>
    void Scored(string id, int stripe, int events);

    /// <summary>Adds events that went to the dead letters; negative: that are retried.</summary>
    void Failed(string id, int events);

    void Drained(string id);

    /// <summary>Adds a block of rejected rows; does nothing the second time.</summary>
    /// <param name="id">The import.</param>
    /// <param name="first">The number of its first row.</param>
    /// <param name="rows">The rows.</param>
    void AddRejects(string id, long first, byte[] rows);

    /// <summary>The next block of rejected rows after a sequence number; null after the last.</summary>
    (long Seq, byte[] Rows)? RejectsAfter(string id, long seq);

    /// <summary>Removes up to <paramref name="limit"/> blocks of rejected rows; returns how many.</summary>
    int RemoveRejects(string id, int limit);
}
