using OpenTelemetry.Exporter;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>Which signals are exported. Read from environment variables only, as the exporter itself does.</summary>
internal sealed record OtlpSettings(bool Traces, bool Metrics, bool Logs)
{
    public bool Any => Traces || Metrics || Logs;

    public static OtlpSettings Read() =>
        Is("OTEL_SDK_DISABLED", "true") ? new(false, false, false) : new(IsExported("TRACES"), IsExported("METRICS"), IsExported("LOGS"));

    /// <summary>Applies the variables of one signal; the exporter itself reads only those for all signals.</summary>
    public static void Apply(string signal, OtlpExporterOptions exporter)
    {
        if (Value($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") is { } protocol)
        {
            exporter.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        if (Value($"OTEL_EXPORTER_OTLP_{signal}_HEADERS") is { } headers) exporter.Headers = headers;
        if (Uri.TryCreate(Value($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"), UriKind.Absolute, out var endpoint)) exporter.Endpoint = endpoint;
    }

    /// <summary>The endpoint of this signal, or of all, is set, unless its exporter is <c>none</c>.</summary>
    private static bool IsExported(string signal) =>
        !Is($"OTEL_{signal}_EXPORTER", "none")
        && (Value("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Value($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null;

    private static bool Is(string variable, string value) => string.Equals(Value(variable), value, StringComparison.OrdinalIgnoreCase);

    private static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
