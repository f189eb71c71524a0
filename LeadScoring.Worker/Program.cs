using LeadScoring.ServiceDefaults;
using LeadScoring.Worker.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.AddWorker();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
