using LeadScoring.LocalHosting.Logging;
using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.Tests.LocalHosting;

public sealed class LogStoreTests
{
    private readonly LogStore _logs = new(sink: null, new ChangeSignal(), TimeProvider.System);

    [Fact]
    public void Each_instance_keeps_its_last_lines_however_much_another_writes()
    {
        var (quiet, loud) = (_logs.Add("worker", 1, "worker-1"), _logs.Add("worker", 2, "worker-2"));
        quiet.WriteHost("first and last");
        for (var i = 1; i <= LogStore.KeptLines + 10; i++) loud.WriteHost($"line {i}");

        Assert.Equal(["[host] first and last"], Contents(_logs.Since(0, "worker", 1).Lines));
        var kept = _logs.Since(0, "WORKER", 2).Lines;
        Assert.Equal(LogStore.KeptLines, kept.Count);
        Assert.Equal("[host] line 11", kept[0].Content);
        Assert.Equal(LogStore.KeptLines + 1, _logs.Since(0).Lines.Count);
        Assert.Empty(_logs.Since(0, "other").Lines);
    }

    [Fact]
    public void Who_asks_with_the_last_number_gets_what_is_new_in_the_order_in_which_it_came()
    {
        var (a, b) = (_logs.Add("a", 1, "a"), _logs.Add("b", 1, "b"));
        a.WriteHost("1");
        var (_, last, _) = _logs.Since(0);
        b.WriteHost("2");
        a.WriteHost("3");

        var (lines, next, hasGap) = _logs.Since(last);

        Assert.Equal(["b [host] 2", "a [host] 3"], lines.Select(l => $"{l.Instance} {l.Content}"));
        Assert.False(hasGap);
        Assert.Empty(_logs.Since(next).Lines);
    }

    [Fact]
    public void Who_is_too_slow_is_told_that_lines_are_missing()
    {
        var log = _logs.Add("a", 1, "a");
        log.WriteHost("seen");
        var (_, last, _) = _logs.Since(0);
        for (var i = 0; i < LogStore.KeptLines; i++) log.WriteHost("kept");
        Assert.False(_logs.Since(last).HasGap);
        Assert.True(_logs.Since(last, limit: 10).HasGap);
        Assert.Equal(10, _logs.Since(last, limit: 10).Lines.Count);

        log.WriteHost("one too many");

        Assert.True(_logs.Since(last).HasGap);
        Assert.False(_logs.Since(0).HasGap);
    }

    [Fact]
    public async Task A_line_that_does_not_end_is_cut_and_not_kept_in_memory()
    {
        var log = _logs.Add("a", 1, "a");

        await log.ReadAsync(new EndlessLine(50_000_000), isErrorMessage: false);
        await log.ReadAsync(new StringReader("one\r\ntwo\rthree\n\nlast"), isErrorMessage: false);

        var lines = _logs.Since(0).Lines;
        Assert.Equal(4096, lines[0].Content.Length);
        Assert.Equal(["one", "two", "three", "", "last"], Contents(lines).Skip(1));
    }

    [Theory]
    [InlineData("\e[1;31mred\e[0m and \e[38;5;12mblue\e[K", "red and blue")]
    [InlineData("\e]0;title\aafter \e]8;;http://x\e\\link\e]8;;\e\\", "after link")]
    [InlineData("\u009b31mC1 \e(Bcharset\e7\b\0", "C1 charset")]
    [InlineData("a\tb <script>alert(1)</script> é 👍", "a\tb <script>alert(1)</script> é 👍")]
    [InlineData("cut \e[", "cut ")]
    public void Control_sequences_are_taken_out_and_text_stays(string written, string kept) => Assert.Equal(kept, LogText.Clean(written));

    [Theory]
    [InlineData("fail: Some.Category[1]", "", false, "error")]
    [InlineData("crit: Some.Category[1]", "", false, "error")]
    [InlineData("warn: Some.Category[1]", "", false, "warn")]
    [InlineData("info: nothing to say about an ERROR", "error", true, "")]
    [InlineData("      at A.B()", "error", false, "error")]
    [InlineData("Unhandled exception. System.Exception: x", "", true, "error")]
    [InlineData("9:M 01 Jan 2026 10:00:00.000 # WARNING Memory overcommit", "", false, "warn")]
    [InlineData("2026-01-01 ERROR it broke", "", false, "error")]
    [InlineData("terrorized warnings", "warn", false, "")]
    [InlineData("usage: x", "", true, "stderr")]
    [InlineData("", "error", false, "")]
    public void How_serious_a_line_is(string line, string before, bool isErrorMessage, string level) => Assert.Equal(level, LogText.Level(line, before, isErrorMessage));

    private static IEnumerable<string> Contents(IEnumerable<LogLine> lines) => lines.Select(l => l.Content);

    private sealed class EndlessLine(long left) : TextReader
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(left, buffer.Length);
            left -= count;
            buffer.Span[..count].Fill('x');
            if (left == 0) Assert.True(GC.GetTotalMemory(forceFullCollection: true) - _before < 20_000_000);
            return ValueTask.FromResult(count);
        }
    }
}
