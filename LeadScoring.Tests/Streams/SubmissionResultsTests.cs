using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;

namespace LeadScoring.Tests.Streams;

public sealed class SubmissionResultsTests : StreamsFixture
{
    [Fact]
    public async Task Whoever_expects_a_submission_gets_its_result()
    {
        var submitted = Given.Event("lead", "e1", "page_view", 1);
        using var wait = Get<ISubmissionResults>().Expect(submitted.Submission);
        var at = (await Queue.EnqueueAsync(Lane.Live, [submitted, Given.Event("lead", "e2", "page_view", 1)], default))[0];
        await Consumer(at).EnsureGroupAsync();
        var entries = await Consumer(at).ReadNewAsync(2);
        var channel = EntryCodec.Decode(entries[0].Payload, 1).Queued!.ReplyTo!;
        Assert.Null(EntryCodec.Decode(entries[1].Payload, 1).Queued!.ReplyTo);

        var result = new SubmissionResult(submitted.Submission, new EventOutcome("e1", "lead", EventStatus.Committed, false, 5, 10, true, false), null);
        await Get<SubmissionReplies>().SendAsync([(channel, new SubmissionResult(-1, null, "somebody else's")), (channel, result)]);

        Assert.Equal(result, await wait.Result.WaitAsync(Wait.Limit));
    }
}
