using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Storage.Adapters;

/// <param name="AtMs">Events up to this time, or all.</param>
/// <param name="KnownAtMs">…of what was committed by this time, or all.</param>
internal readonly record struct AsOf(long? AtMs, long? KnownAtMs)
{
    /// <summary>Above the events that count; null when all do.</summary>
    public EventKey? End => AtMs is { } at ? EventKey.After(at) : null;
}
