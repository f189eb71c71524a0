using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>Runs a command in its session, and makes every outcome an answer.</summary>
internal sealed class CommandRunner(Deployment deployment, CommandTable commands, Action<string> refused)
{
    /// <summary>Codes of a transaction's commands after which the whole transaction may be repeated.</summary>
    private static readonly HashSet<int> Transient =
    [
        ErrorCode.WriteConflict, ErrorCode.LockTimeout, ErrorCode.SnapshotUnavailable, ErrorCode.SnapshotTooOld, ErrorCode.NoSuchTransaction,
    ];

    public async Task<Reply> RunAsync(Request request, CommandException? instead)
    {
        try
        {
            var specification = commands.Find(request.Name);
            specification.Check(request);
            if (instead is not null)
            {
                BindLeniently(request, specification);
                throw instead;
            }

            lock (deployment.Gate)
            {
                if (specification.NeedsPrimary) deployment.RequirePrimary();
                commands.Sessions.Bind(request, specification);
            }

            CheckConcerns(request, specification);
            var reply = await specification.Run(request);
            if (reply.Body.TryGetValue("writeErrors", out var errors))
            {
                AbortTransaction(request);
                foreach (var error in errors.AsBsonArray) NoteRefusal(error["errmsg"].AsString);
            }

            return Complete(reply, succeeded: true);
        }
        catch (CommandException e)
        {
            NoteRefusal(e.Message);
            return Failure(request, e);
        }
        catch (Exception e)
        {
            // Mostly a value of another type than the command wants; in any case the client and the test are to know.
            var message = $"The MongoDB double cannot read {request.Name}: {e.Message}";
            refused(message);
            return Failure(request, new(ErrorCode.TypeMismatch, message));
        }
    }

    public Reply Failure(Request request, CommandException e)
    {
        AbortTransaction(request);
        var body = e.Describe();
        var labels = e is LabelledException ? e.Labels : e.Labels.Concat(LabelsOf(request, e.Code)).Distinct().ToList();
        if (labels.Count > 0) body.Add("errorLabels", new BsonArray(labels));
        return Complete(new(body), succeeded: false);
    }

    private static IEnumerable<string> LabelsOf(Request request, int code)
    {
        var endsTransaction = request.Name is "commitTransaction" or "abortTransaction";
        if (request.IsInTransaction && (endsTransaction ? code == ErrorCode.NoSuchTransaction : Transient.Contains(code) || ErrorCode.IsRetryable(code)))
        {
            yield return ErrorLabel.TransientTransaction;
        }

        if (ErrorCode.IsRetryable(code) && (endsTransaction || request.IsRetryableWrite)) yield return ErrorLabel.RetryableWrite;
    }

    /// <summary>Messages about what the double does not support all name it.</summary>
    private void NoteRefusal(string message)
    {
        if (message.Contains("MongoDB double", StringComparison.Ordinal)) refused(message);
    }

    /// <summary>Any error ends the transaction, except that of an attempt to end it.</summary>
    private void AbortTransaction(Request request)
    {
        if (request.Transaction is not { } transaction || request.Name is "commitTransaction" or "abortTransaction") return;
        lock (deployment.Gate) deployment.Abort(transaction);
    }

    private Reply Complete(Reply reply, bool succeeded)
    {
        var time = deployment.Root.Time;
        reply = reply with { Body = (BsonDocument)reply.Body.Clone() };
        reply.Body.Add("ok", succeeded ? 1.0 : 0.0);
        reply.Body.Add("$clusterTime", new BsonDocument
        {
            { "clusterTime", time },
            { "signature", new BsonDocument { { "hash", new BsonBinaryData(new byte[20]) }, { "keyId", 0L } } },
        });
        reply.Body.Add("operationTime", time);
        return reply;
    }

    /// <summary>For a fault instead of the command: its transaction, if it has one, is to be aborted by it.</summary>
    private void BindLeniently(Request request, CommandSpecification specification)
    {
        try
        {
            lock (deployment.Gate) commands.Sessions.Bind(request, specification);
        }
        catch (CommandException)
        {
            // The fault is what the client gets to know.
        }
    }

    private static void CheckConcerns(Request request, CommandSpecification specification)
    {
        if (specification.IsRetryable && !request.IsInTransaction && request.Body.Contains("readConcern"))
        {
            throw new CommandException(ErrorCode.InvalidOptions, $"Command {request.Name} does not support a readConcern outside of a transaction");
        }

        if (request.Document("writeConcern") is not { } concern) return;
        if (request.IsInTransaction && request.Name is not ("commitTransaction" or "abortTransaction"))
        {
            throw new CommandException(ErrorCode.InvalidOptions, "writeConcern is not allowed within a multi-statement transaction");
        }

        if (concern.Names.FirstOrDefault(n => n is not ("w" or "j" or "wtimeout")) is { } unknown) throw CommandException.Refused($"the write concern option {unknown}");
        var w = concern.GetValue("w", 1);
        if (w == 0) throw CommandException.Refused("the write concern w: 0");
        if (w != "majority" && w != 1) throw new CommandException(ErrorCode.UnsatisfiableWriteConcern, $"Not enough data-bearing nodes for the write concern w: {w}");
    }
}
