using Aspire.Hosting;
using LeadScoring.AppHost.Servers;

namespace LeadScoring.Tests.AppHost;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("redis://localhost:6379", "localhost:6379")]
    [InlineData("redis://localhost", "localhost:6379")]
    [InlineData("redis://:s%40cret@10.0.0.1:6380/2", "10.0.0.1:6380,password=s@cret,defaultDatabase=2")]
    [InlineData("redis://default:pw@host:1", "host:1,password=pw")]
    [InlineData("redis://me:pw@host:1/", "host:1,user=me,password=pw")]
    [InlineData("rediss://host", "host:6379,ssl=true")]
    [InlineData("redis://[::1]:7000", "[::1]:7000")]
    [InlineData("host:6379,password=x", "host:6379,password=x")]
    public void RedisUrl_becomes_a_connection_string(string url, string expected)
        => Assert.Equal(expected, ServerAddress.OfRedis(url));

    [Theory]
    [InlineData("redis://:a%2Cb@host")]
    [InlineData("redis://")]
    public void RedisUrl_that_cannot_be_expressed_is_refused(string url)
        => Assert.Throws<DistributedApplicationException>(() => ServerAddress.OfRedis(url));
}
