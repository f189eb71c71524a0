using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadScoring.Tests.Web;

public sealed class RegionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Region_that_fails_says_so_and_the_others_are_shown(bool fails)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(NSubstitute.Substitute.For<IErrorBoundaryLogger>()).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TwoRegions>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(TwoRegions.Fails)] = fails }))).ToHtmlString());

        Assert.Equal(fails, html.Contains("show the chart", StringComparison.Ordinal));
        Assert.Equal(!fails, html.Contains("a chart", StringComparison.Ordinal));
        Assert.Contains("a ledger", html, StringComparison.Ordinal);
    }

    private sealed class TwoRegions : ComponentBase
    {
        [Parameter]
        public bool Fails { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            Add(builder, "The chart", typeof(Chart), Fails);
            Add(builder, "The ledger", typeof(Ledger), false);
        }

        private static void Add(RenderTreeBuilder builder, string title, Type content, bool fails)
        {
            builder.OpenComponent<Region>(0);
            builder.AddComponentParameter(1, nameof(Region.Title), title);
            builder.AddComponentParameter(2, nameof(Region.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent(0, content);
                if (content == typeof(Chart)) inner.AddComponentParameter(1, nameof(Chart.Fails), fails);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        }
    }

    private sealed class Chart : ComponentBase
    {
        [Parameter]
        public bool Fails { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Fails) throw new InvalidOperationException("broken");
            builder.AddContent(0, "a chart");
        }
    }

    private sealed class Ledger : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "a ledger");
    }
}
