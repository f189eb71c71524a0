using LeadScoring.LocalHosting.Data;

namespace LeadScoring.LocalHosting;

/// <summary>What the local extension methods have said about the application as a whole.</summary>
internal sealed class LocalSettings(bool isTest)
{
    /// <summary>True under a test: free ports, a throw-away data folder and a silent console unless told otherwise.</summary>
    public bool IsTest { get; } = isTest;

    public DataFolder? DataFolder { get; set; }

    /// <summary>Which setting changes a fixed port; for the message when it is taken.</summary>
    public Dictionary<int, string> PortSettings { get; } = [];
}
