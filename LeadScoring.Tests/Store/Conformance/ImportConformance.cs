using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly Import SomeImport = new()
    {
        Id = "i1",
        Kind = ImportKind.Events,
        FileName = "Messe München.csv",
        Format = "csv",
        Encoding = "windows-1252",
        Delimiter = ";",
        Columns = [new("Event\u00a0ID", "eventId"), new("E-Mail", "email"), new("\"Budget\n(€)\"", "metadata.*"), new("", null)],
        Defaults = [new("timestamp", 7), new("status", 5_000_000_000)],
        CreateLeads = true,
        Bytes = 100,
        TotalBytes = 200,
        Rows = 40,
        Queued = 20,
        Duplicates = 8,
        Conflicts = 4,
        LeadDeleted = 3,
        Rejected = 5,
        CreatedLeads = 2,
        Positions = [new(Lane.Bulk, 0, "5-1"), new(Lane.Bulk, 3, "6-0")],
        StartedAtMs = 1_000,
        UpdatedAtMs = 2_000,
    };

    [Fact]
    public async Task An_import_is_stored_with_what_it_was_understood_as_from_the_first_time_on()
    {
        await _store.Imports.AddAsync(SomeImport, default);
        AssertImport(SomeImport, await _fixture.Open().Imports.FindAsync("i1", default));
        var later = SomeImport with
        {
            State = ImportState.Failed,
            Error = "The file is broken.",
            Encoding = "utf-16le",
            Delimiter = "\t",
            Columns = [new("email", "email"), new("😀", "metadata.*")],
            Defaults = [],
            Conflicts = 5_000_000_000,
            LeadDeleted = 5_000_000_001,
            Positions = [],
            UpdatedAtMs = 3_000,
            FinishedAtMs = 3_000,
        };
        await _store.Imports.SaveAsync(later, [], default);
        AssertImport(later, Assert.Single(await _store.Imports.ListAsync(10, default)));
        await _store.Imports.DrainedAsync("i1", default);
        AssertImport(later with { Drained = true }, await _store.Imports.FindAsync("i1", default));
    }

    [Fact]
    public async Task An_import_that_is_not_understood_yet_has_no_encoding_and_no_columns()
    {
        var import = new Import { Id = "i2", Kind = ImportKind.Leads, FileName = "a", StartedAtMs = 1, UpdatedAtMs = 1 };
        await _store.Imports.AddAsync(import, default);
        AssertImport(import, await _store.Imports.FindAsync("i2", default));
        Assert.Null(await _store.Imports.FindAsync("i1", default));
    }

    [Fact]
    public async Task Columns_of_an_import_are_stored_with_names_up_to_a_length()
    {
        ImportColumn[] columns = [new(new('x', 300), "email"), new(new string('x', 255) + "😀", null), .. Enumerable.Range(0, 998).Select(i => new ImportColumn($"c{i}", null))];
        await _store.Imports.AddAsync(SomeImport, default);
        await _store.Imports.SaveAsync(SomeImport with { Columns = columns }, [], default);
        Assert.Equal(
            [new(new('x', 256), "email"), new(new('x', 255), null), .. columns[2..]],
            (await _store.Imports.FindAsync("i1", default))!.Columns);
    }

    /// <summary>An entry is delivered again after a crash, so a commit counts only what it inserts. The reading process counts what it finds in the store.</summary>
    [Fact]
    public async Task An_imports_conflicts_are_those_that_were_saved_whatever_its_commits_find()
    {
        var (ada, gone) = (await _store.LeadAsync("ada"), await _store.LeadAsync("gone"));
        await _store.Imports.AddAsync(SomeImport, default);
        await _store.CommitAsync(Given.Event(ada, "e1", "page_view", 1), Given.Event(gone, "e2", "page_view", 1));
        await _store.Leads.DeleteAsync(gone, default);
        IncomingEvent[] rows =
        [
            .. new[] { Given.Event(ada, "e1", "purchase", 1), Given.Event(ada, "e2", "page_view", 1), Given.Event(ada, "e3", "page_view", 1) }
                .Select(e => e with { ImportId = "i1" }),
        ];
        for (var delivery = 1; delivery <= 2; delivery++)
        {
            Assert.Equal([true, true, false], (await _store.CommitAsync([.. rows.Select(e => e with { Attempt = delivery })])).Outcomes.Select(o => o.Conflict));
            AssertImport(SomeImport with { Scored = 1 }, await _store.Imports.FindAsync("i1", default));
        }

        await _store.Imports.SaveAsync(SomeImport with { Conflicts = 5, Scored = 77 }, [], default);
        AssertImport(SomeImport with { Conflicts = 5, Scored = 1 }, await _store.Imports.FindAsync("i1", default));
    }

    /// <summary>Lists in a record are compared by reference.</summary>
    private static void AssertImport(Import expected, Import? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Columns, actual.Columns);
        Assert.Equal(expected.Defaults, actual.Defaults);
        Assert.Equal(expected.Positions, actual.Positions);
        Assert.Equal(expected, actual with { Columns = expected.Columns, Defaults = expected.Defaults, Positions = expected.Positions });
    }
}
