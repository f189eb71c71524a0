using System.Globalization;

namespace LeadScoring.Tests.Telemetry;

/// <summary>Reads OTLP requests by the field numbers of opentelemetry-proto 1.x.</summary>
public static class OtlpDecoder
{
    public static IEnumerable<ReceivedSpan> Spans(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoReader(request).Messages(1)
        let sender = SenderOf(resource)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            sender, scope.Message(1)?.Text(1) ?? "", span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), (int)span.Number(6),
            (int)(span.Message(15)?.Number(3) ?? 0), span.Number(7), span.Number(8), Attributes(span.Messages(9)), [.. span.Messages(13).Select(l => l.Hex(1))]);

    public static IEnumerable<ReceivedPoint> Points(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoReader(request).Messages(1)
        let sender = SenderOf(resource)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from point in PointsOf(sender, metric)
        select point;

    public static IEnumerable<ReceivedLog> Logs(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoReader(request).Messages(1)
        let sender = SenderOf(resource)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select new ReceivedLog(sender, Value(record.Message(5)), record.Hex(9), (int)record.Number(2));

    private static IEnumerable<ReceivedPoint> PointsOf(Sender sender, ProtoReader metric)
    {
        ReceivedPoint Of(IReadOnlyDictionary<string, string> attributes, double value, long count) =>
            new(sender, metric.Text(1), metric.Text(3), metric.Text(2), attributes, value, count);

        var numbers = metric.Message(5)?.Messages(1) ?? metric.Message(7)?.Messages(1) ?? [];
        foreach (var point in numbers) yield return Of(Attributes(point.Messages(7)), point.Has(6) ? (long)point.Number(6) : point.Real(4), 1);
        foreach (var point in metric.Message(9)?.Messages(1) ?? []) yield return Of(Attributes(point.Messages(9)), point.Real(5), (long)point.Number(4));
    }

    private static Sender SenderOf(ProtoReader resource)
    {
        var attributes = Attributes(resource.Message(1)?.Messages(1) ?? []);
        return new(attributes.GetValueOrDefault("service.name", ""), attributes.GetValueOrDefault("service.instance.id", ""));
    }

    private static Dictionary<string, string> Attributes(IEnumerable<ProtoReader> pairs)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var pair in pairs) attributes[pair.Text(1)] = Value(pair.Message(2));
        return attributes;
    }

    private static string Value(ProtoReader? any)
    {
        if (any is null) return "";
        if (any.Has(1)) return any.Text(1);
        if (any.Has(2)) return any.Number(2) != 0 ? "true" : "false";
        return any.Has(3) ? ((long)any.Number(3)).ToString(CultureInfo.InvariantCulture) : any.Real(4).ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The sending process: service name and instance id.</summary>
public sealed record Sender(string Service, string Instance);

public sealed record ReceivedSpan(
    Sender From, string Scope, string Name, string TraceId, string SpanId, string ParentId, int Kind, int Status,
    ulong StartNs, ulong EndNs, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces);

/// <param name="Value">Sum or gauge: its number. Histogram: the sum of all values.</param>
/// <param name="Count">Histogram: how many values.</param>
public sealed record ReceivedPoint(Sender From, string Metric, string Unit, string Description, IReadOnlyDictionary<string, string> Attributes, double Value, long Count);

public sealed record ReceivedLog(Sender From, string Body, string TraceId, int Severity);
