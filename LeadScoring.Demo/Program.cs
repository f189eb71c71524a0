using LeadScoring.Demo;
using LeadScoring.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddDemo();

var app = builder.Build();
app.MapDemo();
app.MapDefaultEndpoints();
app.Run();
