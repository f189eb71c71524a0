using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>A whole number between two bounds, both included.</summary>
internal readonly record struct Within(int Min, int Max)
{
    public int Draw(Faker faker) => faker.Random.Int(Min, Max);
}
