namespace LeadScoring.Api.Queue;

/// <summary>What gave up, the newest first.</summary>
/// <param name="DeadLetters">At most as many as were asked for.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record DeadLettersJson(IReadOnlyList<DeadLetterJson> DeadLetters, long Total);
