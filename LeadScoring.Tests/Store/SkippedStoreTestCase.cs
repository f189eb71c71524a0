using LeadScoring.Tests.Store.Mongo;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LeadScoring.Tests.Store;

/// <summary>Stands in the results for a test that cannot run, under its name and with the reason.</summary>
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
