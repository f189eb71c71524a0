using LeadScoring.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddLeadScoringApi();

var app = builder.Build();
app.MapLeadScoringApi();
app.Run();
