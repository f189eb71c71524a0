using Xunit.Abstractions;
using Xunit.Sdk;

namespace LeadScoring.Tests.Store;

/// <summary>A test that several stores share; skipped where the store's server is missing.</summary>
[XunitTestCaseDiscoverer("LeadScoring.Tests.Store.StoreFactDiscoverer", "LeadScoring.Tests")]
public sealed class StoreFactAttribute : FactAttribute;

public sealed class StoreFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SkippedStoreTestCase.Instead(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}
