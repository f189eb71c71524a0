using LeadScoring.LocalHosting.ResourcePage;

namespace LeadScoring.Tests.LocalHosting;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("DB_PASSWORD", "x")]
    [InlineData("Api__Key", "x")]
    [InlineData("GITHUB_TOKEN", "x")]
    [InlineData("clientSecret", "x")]
    [InlineData("ConnectionStrings__redis", "localhost:6379,password=x")]
    [InlineData("ConnectionStrings__db", "Server=a;User Id=b;Pwd = x")]
    [InlineData("STORE", "mongodb://me:x@host/db")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=x")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "anything")]
    [InlineData("EXTRA", "Authorization=Basic x")]
    public void What_looks_secret_is_hidden(string name, string value) => Assert.True(Secrets.IsSecret(name, value));

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://localhost:3000")]
    [InlineData("ConnectionStrings__redis", "127.0.0.1:6379")]
    [InlineData("ConnectionStrings__store", "Data Source=/data/store.db")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=worker-1")]
    [InlineData("services__api__http__0", "http://127.0.0.1:1")]
    public void What_does_not_is_shown(string name, string value) => Assert.False(Secrets.IsSecret(name, value));

    [Fact]
    public void Arguments_lose_what_they_give_away()
        => Assert.Equal(
            ["--port", "1", "••••••", "--requirepass", "••••••", "--token", "••••••", "last"],
            Secrets.Redact(["--port", "1", "--api-key=x", "--requirepass", "x", "--token", "x", "last"]));
}
