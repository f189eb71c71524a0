using System.Text.Json;

namespace LeadScoring.Tests.Api.Fakes;

public sealed record Answer(int Status, string? MediaType, string? Location, string? RetryAfter, string? PreferenceApplied, string? ETag, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return Json;
    }

    /// <summary>Problem details of this status, with exactly this field in errors; returns the first message.</summary>
    public string ExpectProblem(int status, string field)
    {
        var errors = ExpectProblem(status).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
        return errors.GetProperty(field)[0].GetString()!;
    }

    public JsonElement ExpectProblem(int status)
    {
        var problem = Expect(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        return problem;
    }
}
