using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Demo;

/// <summary>What the demo service is doing, in words.</summary>
public static class DemoTexts
{
    /// <summary>"Loading sample data · 3,200 of 5,979 events".</summary>
    public static string Busy(DemoState state) => $"{(state.Removing ? "Removing" : "Loading")} sample data{(state.Progress is null ? "…" : $" · {Progress(state)}")}";

    /// <summary>"Loading 53 %".</summary>
    public static string BusyShort(DemoState state) => $"{(state.Removing ? "Removing" : "Loading")}{(state.Progress is { Total: > 0 } p ? $" {p.Done * 100L / p.Total} %" : "…")}";

    /// <summary>"3,200 of 5,979 events".</summary>
    public static string Progress(DemoState state) => state.Progress is { } p ? $"{Numbers.Of(p.Done)} of {Numbers.Count(p.Total, state.Removing ? "lead" : "event")}" : "";
}
