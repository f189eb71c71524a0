using Xunit.Abstractions;
using Xunit.Sdk;

namespace LeadScoring.Tests.Store;

/// <summary>A theory that several stores share; skipped where the store's server is missing.</summary>
[XunitTestCaseDiscoverer("LeadScoring.Tests.Store.StoreTheoryDiscoverer", "LeadScoring.Tests")]
public sealed class StoreTheoryAttribute : TheoryAttribute;

public sealed class StoreTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SkippedStoreTestCase.Instead(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped ? [skipped] : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
