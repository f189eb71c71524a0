namespace Aspire.Hosting.ApplicationModel;

/// <summary>What became of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it was done.</summary>
    public required bool Success { get; init; }

    /// <summary>Why not, for people.</summary>
    public string? Message { get; init; }

    internal static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}
