namespace LeadScoring.Tests.Telemetry;

/// <summary>Who sent it: service name and instance id.</summary>
public sealed record Sender(string Service, string Instance);

public sealed record ReceivedSpan(
    Sender From, string Scope, string Name, string TraceId, string SpanId, string ParentId, int Kind, int Status,
    ulong StartNs, ulong EndNs, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces);

/// <param name="Value">Sum or gauge: its number. Histogram: the sum of all values.</param>
/// <param name="Count">Histogram: how many values.</param>
public sealed record ReceivedPoint(Sender From, string Metric, string Unit, string Description, IReadOnlyDictionary<string, string> Attributes, double Value, long Count);

public sealed record ReceivedLog(Sender From, string Body, string TraceId, int Severity);
