using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Rules.Previewing;

/// <summary>What a preview says, in words.</summary>
public static class PreviewTexts
{
    /// <summary>From this part of the leads on that would cross a threshold, publishing asks a second time.</summary>
    private const double ManyCrossings = 0.2;

    /// <summary>"4,812 of 9,310 leads change; 37 rise to 100 or more, 12 fall below 50."</summary>
    /// <param name="verb">What the leads do, instead of "change".</param>
    public static string Sentence(PreviewResponse preview, string? verb = null)
    {
        if (preview.Leads == 0) return "No lead has events that it concerns, so no score changes.";
        if (preview.Changed == 0) return $"None of {Numbers.Count(preview.Leads, "lead")} changes.";
        var changes = $"{Numbers.Of(preview.Changed)} of {Numbers.Count(preview.Leads, "lead")} {verb ?? (preview.Changed == 1 ? "changes" : "change")}";
        return Crossings(preview) is { } crossings ? $"{changes}; {crossings}." : $"{changes}{(preview.Crossings.Count == 0 ? "" : "; none crosses a threshold")}.";
    }

    /// <summary>Those that rise, then those that fall; null: none does.</summary>
    public static string? Crossings(PreviewResponse preview)
    {
        var up = preview.Crossings.Where(c => c.Up > 0).Select(c => $"{Numbers.Of(c.Up)} {(c.Up == 1 ? "rises" : "rise")} to {Numbers.Of(c.Threshold)} or more");
        var down = preview.Crossings.Where(c => c.Down > 0).Select(c => $"{Numbers.Of(c.Down)} {(c.Down == 1 ? "falls" : "fall")} below {Numbers.Of(c.Threshold)}");
        var parts = up.Concat(down).ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    public static bool CrossesMany(PreviewResponse preview) => preview.Crossed > ManyCrossings * preview.Leads;

    /// <summary>"25 %".</summary>
    public static string Percent(double part) => part is > 0 and < 0.01 ? "<1 %" : $"{Math.Round(part * 100):0} %";
}
