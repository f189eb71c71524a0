using LeadScoring.Core.Imports;
using LeadScoring.Storage.Imports;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryImportRows(MemorySession session) : IImportRows
{
    private IEnumerable<Import> NewestFirst => session.Rows.Imports.Values.Reverse();

    public void Add(Import import) => session.Rows = session.Rows with { Imports = session.Rows.Imports.Add(import.Id, Stored(import) with { Failed = 0, Drained = false }) };

    public void Save(Import import) => Change(import.Id, known => Stored(import) with { Failed = known.Failed, Drained = false });

    public Import? Find(string id) => session.Rows.Imports.GetValueOrDefault(id) is { } import ? Map(import) : null;

    public List<Import> Newest(int limit) => [.. NewestFirst.Take(limit).Select(Map)];

    public string? NewestBeyond(int limit) => NewestFirst.Skip(limit).Select(import => import.Id).FirstOrDefault();

    public void Remove(string id) => session.Rows = session.Rows with { Imports = session.Rows.Imports.Remove(id) };

    public void Scored(string id, int stripe, int events) => session.Rows = session.Rows.Count(CounterOf(id), stripe, events);

    public void Failed(string id, int events) => Change(id, known => known with { Failed = known.Failed + events });

    public void Drained(string id) => Change(id, known => known with { Drained = true });

    public void AddRejects(string id, long first, byte[] rows)
    {
        var number = session.Rows.Rejects.IsEmpty ? 1 : session.Rows.Rejects.Keys.Max() + 1;
        session.Rows = session.Rows with { Rejects = session.Rows.Rejects.Add(number, (id, rows)) };
    }

    public (long Seq, byte[] Rows)? RejectsAfter(string id, long seq) => session.Rows.Rejects.Where(rejects => rejects.Value.Import == id && rejects.Key > seq)
        .Select(rejects => ((long, byte[])?)(rejects.Key, rejects.Value.Rows)).FirstOrDefault();

    public int RemoveRejects(string id, int limit)
    {
        var removed = session.Rows.Rejects.Where(rejects => rejects.Value.Import == id).Take(limit).Select(rejects => rejects.Key).ToList();
        session.Rows = session.Rows with { Rejects = session.Rows.Rejects.RemoveRange(removed) };
        return removed.Count;
    }

    private static string CounterOf(string id) => $"import {id}";

    private static Import Stored(Import import) => import with
    {
        Columns = ImportText.ReadColumns(ImportText.Write(import.Columns)),
        Defaults = ImportText.ReadDefaults(ImportText.Write(import.Defaults)),
    };

    private void Change(string id, Func<Import, Import> change)
    {
        if (session.Rows.Imports.GetValueOrDefault(id) is { } known) session.Rows = session.Rows with { Imports = session.Rows.Imports.SetItem(id, change(known)) };
    }

    private Import Map(Import import) => import with { Scored = session.Rows.Counted(CounterOf(import.Id)) };
}
