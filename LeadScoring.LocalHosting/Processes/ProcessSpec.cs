namespace LeadScoring.LocalHosting.Processes;

/// <summary>What to start. The environment is added to this process's own.</summary>
internal sealed record ProcessSpec(
    string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);
