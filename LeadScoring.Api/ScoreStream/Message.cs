using LeadScoring.Core.Feed;

namespace LeadScoring.Api.ScoreStream;

/// <summary>A change as it goes over the wire; encoded once for all clients.</summary>
internal sealed record Message(FeedId Id, string LeadId, byte[] Bytes);
