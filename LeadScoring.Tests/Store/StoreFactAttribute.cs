using LeadScoring.Tests.Store.Mongo;
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

/// <summary>A theory that several stores share; skipped where the store's server is missing.</summary>
[XunitTestCaseDiscoverer("LeadScoring.Tests.Store.StoreTheoryDiscoverer", "LeadScoring.Tests")]
public sealed class StoreTheoryAttribute : TheoryAttribute;

public sealed class StoreTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SkippedStoreTestCase.Instead(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped ? [skipped] : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

/// <summary>Reports a test that cannot run as skipped, with its name and the reason.</summary>
public sealed class SkippedStoreTestCase : XunitTestCase
{
    [Obsolete("For deserialization only.")]
    public SkippedStoreTestCase()
    {
    }

    private SkippedStoreTestCase(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)
    {
    }

    /// <summary>Null when the test can run.</summary>
    public static SkippedStoreTestCase? Instead(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method) =>
        MongoServer.SkipReason is not null && typeof(INeedsMongo).IsAssignableFrom(method.TestClass.Class.ToRuntimeType()) ? new(diagnostics, options, method) : null;

    protected override string GetSkipReason(IAttributeInfo factAttribute) => MongoServer.SkipReason ?? "";
}
