namespace LeadScoring.LocalHosting.Runtime;

/// <param name="Text">Null if the address has to speak for itself.</param>
/// <param name="Url">An absolute address.</param>
/// <param name="IsExternal">Whether people open it.</param>
internal sealed record ResourceLink(string? Text, string Url, bool IsExternal);
