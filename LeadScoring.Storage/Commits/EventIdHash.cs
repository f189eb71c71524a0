using System.Security.Cryptography;
using System.Text;

namespace LeadScoring.Storage.Commits;

/// <summary>Half of an eventId's SHA-256, 16 bytes: what a store keeps of the eventId when its lead is deleted.</summary>
internal static class EventIdHash
{
    private const int Bytes = 16;

    public static ReadOnlySpan<byte> Of(string eventId) => SHA256.HashData(Encoding.UTF8.GetBytes(eventId)).AsSpan(0, Bytes);
}
