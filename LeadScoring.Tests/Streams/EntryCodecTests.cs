using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Streams.Queue;

namespace LeadScoring.Tests.Streams;

public sealed class EntryCodecTests
{
    private static readonly IncomingEvent Full = new()
    {
        EventId = "e1", EventType = "page_view", LeadId = "lead-ü", TimestampMs = 1_700_000_000_000, TimestampGiven = false,
        Metadata = "{ \"a\" : [1, {\"b\":\"\\u00e4\"}],\n \"c\":null }", ReceivedAtMs = 1_700_000_000_001, Submission = long.MinValue, ImportId = "01a2",
    };

    [Fact]
    public void An_event_comes_out_as_it_went_in_metadata_byte_for_byte()
    {
        var decoded = EntryCodec.Decode(EntryCodec.Encode(Full, "ls:reply:x"), 3);

        Assert.Null(decoded.Reason);
        Assert.Equal(Full with { Attempt = 3 }, decoded.Queued!.Event);
        Assert.Equal("ls:reply:x", decoded.Queued.ReplyTo);
    }

    [Fact]
    public void Absent_fields_are_left_out()
    {
        var plain = Full with { LeadId = "l", TimestampGiven = true, Metadata = null, Submission = 42, ImportId = null };

        Assert.Equal(
            """{"eventId":"e1","eventType":"page_view","leadId":"l","timestamp":1700000000000,"receivedAt":1700000000001,"submission":42}""",
            Encoding.UTF8.GetString(EntryCodec.Encode(plain, null)));
        Assert.Equal(plain, EntryCodec.Decode(EntryCodec.Encode(plain, null), 1).Queued!.Event);
    }

    [Fact]
    public void Unknown_fields_are_ignored()
    {
        var decoded = Decode("""{"new":{"deep":[1,2]},"eventId":"e","eventType":"t","leadId":"l","timestamp":1,"more":true}""");

        Assert.Equal("e", decoded.Queued!.Event.EventId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"eventId":1}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"l","timestamp":"1"}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"l","timestamp":1.5}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"l","timestamp":1,"metadata":[]}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"l"}""")]
    [InlineData("""{"eventId":"e","eventType":"NO","leadId":"l","timestamp":1}""")]
    [InlineData("""{"eventId":" ","eventType":"t","leadId":"l","timestamp":1}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"","timestamp":1}""")]
    [InlineData("""{"eventId":"e","eventType":"t","leadId":"l","timestamp":1} x""")]
    public void A_payload_that_is_no_event_gives_a_reason_and_throws_nothing(string payload)
    {
        var decoded = Decode(payload);

        Assert.Null(decoded.Queued);
        Assert.StartsWith("unreadable entry: ", decoded.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_before_the_damage_are_read()
    {
        var decoded = Decode("""{"eventId":"e7","leadId":"l7","timestamp":oops""");

        Assert.Equal(("e7", "l7"), (decoded.EventId, decoded.LeadId));
    }

    [Fact]
    public void No_bytes_make_the_decoder_throw()
    {
        var random = new Random(7);
        var valid = EntryCodec.Encode(Full, "r");
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])valid.Clone();
            for (var hits = random.Next(1, 4); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            EntryCodec.Decode(bytes[..random.Next(bytes.Length + 1)], 1);
        }
    }

    private static DecodedEntry Decode(string payload) => EntryCodec.Decode(Encoding.UTF8.GetBytes(payload), 1);
}
