using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>The server's error codes that the double uses.</summary>
internal static class ErrorCode
{
    public const int BadValue = 2;
    public const int UnknownError = 8;
    public const int FailedToParse = 9;
    public const int TypeMismatch = 14;
    public const int AlreadyInitialized = 23;
    public const int LockTimeout = 24;
    public const int NamespaceNotFound = 26;
    public const int IndexNotFound = 27;
    public const int PathNotViable = 28;
    public const int ConflictingUpdateOperators = 40;
    public const int CursorNotFound = 43;
    public const int NamespaceExists = 48;
    public const int MaxTimeExpired = 50;
    public const int DollarPrefixedFieldName = 52;
    public const int InvalidIdField = 53;
    public const int CommandNotFound = 59;
    public const int ImmutableField = 66;
    public const int CannotCreateIndex = 67;
    public const int InvalidOptions = 72;
    public const int InvalidNamespace = 73;
    public const int IndexOptionsConflict = 85;
    public const int IndexKeySpecsConflict = 86;
    public const int UnsatisfiableWriteConcern = 100;
    public const int WriteConflict = 112;
    public const int ConflictingOperationInProgress = 117;
    public const int CannotIndexParallelArrays = 171;
    public const int PrimarySteppedDown = 189;
    public const int TransactionTooOld = 225;
    public const int SnapshotTooOld = 239;
    public const int SnapshotUnavailable = 246;
    public const int NoSuchTransaction = 251;
    public const int TransactionCommitted = 256;
    public const int OperationNotSupportedInTransaction = 263;
    public const int UnknownField = 40415;
    public const int NotWritablePrimary = 10107;
    public const int DuplicateKey = 11000;
    public const int InterruptedAtShutdown = 11600;
    public const int InterruptedDueToReplStateChange = 11602;
    public const int NotPrimaryNoSecondaryOk = 13435;
    public const int BsonObjectTooLarge = 10334;

    /// <summary>No primary, one that has just ceased to be it, or a network that failed behind it: what a driver repeats once.</summary>
    private static readonly HashSet<int> Retryable =
        [6, 7, 89, 91, 134, 262, 9001, 13436, NotWritablePrimary, NotPrimaryNoSecondaryOk, PrimarySteppedDown, InterruptedAtShutdown, InterruptedDueToReplStateChange];

    private static readonly Dictionary<int, string> Names = new()
    {
        [BadValue] = "BadValue",
        [UnknownError] = "UnknownError",
        [FailedToParse] = "FailedToParse",
        [TypeMismatch] = "TypeMismatch",
        [AlreadyInitialized] = "AlreadyInitialized",
        [LockTimeout] = "LockTimeout",
        [NamespaceNotFound] = "NamespaceNotFound",
        [IndexNotFound] = "IndexNotFound",
        [PathNotViable] = "PathNotViable",
        [ConflictingUpdateOperators] = "ConflictingUpdateOperators",
        [CursorNotFound] = "CursorNotFound",
        [NamespaceExists] = "NamespaceExists",
        [MaxTimeExpired] = "MaxTimeMSExpired",
        [DollarPrefixedFieldName] = "DollarPrefixedFieldName",
        [InvalidIdField] = "InvalidIdField",
        [CommandNotFound] = "CommandNotFound",
        [ImmutableField] = "ImmutableField",
        [CannotCreateIndex] = "CannotCreateIndex",
        [InvalidOptions] = "InvalidOptions",
        [InvalidNamespace] = "InvalidNamespace",
        [IndexOptionsConflict] = "IndexOptionsConflict",
        [IndexKeySpecsConflict] = "IndexKeySpecsConflict",
        [UnsatisfiableWriteConcern] = "UnsatisfiableWriteConcern",
        [WriteConflict] = "WriteConflict",
        [ConflictingOperationInProgress] = "ConflictingOperationInProgress",
        [CannotIndexParallelArrays] = "CannotIndexParallelArrays",
        [PrimarySteppedDown] = "PrimarySteppedDown",
        [TransactionTooOld] = "TransactionTooOld",
        [SnapshotTooOld] = "SnapshotTooOld",
        [SnapshotUnavailable] = "SnapshotUnavailable",
        [NoSuchTransaction] = "NoSuchTransaction",
        [TransactionCommitted] = "TransactionCommitted",
        [OperationNotSupportedInTransaction] = "OperationNotSupportedInTransaction",
        [NotWritablePrimary] = "NotWritablePrimary",
        [DuplicateKey] = "DuplicateKey",
        [InterruptedAtShutdown] = "InterruptedAtShutdown",
        [InterruptedDueToReplStateChange] = "InterruptedDueToReplStateChange",
        [NotPrimaryNoSecondaryOk] = "NotPrimaryNoSecondaryOk",
        [BsonObjectTooLarge] = "BSONObjectTooLarge",
    };

    public static string Name(int code) => Names.GetValueOrDefault(code) ?? $"Location{code}";

    public static bool IsRetryable(int code) => Retryable.Contains(code);
}

/// <summary>What the server answers instead of a result.</summary>
internal class CommandException(int code, string message, params IReadOnlyList<string> labels) : Exception(message)
{
    public int Code => code;

    public IReadOnlyList<string> Labels => labels;

    public static CommandException Refused(string what) => new(ErrorCode.FailedToParse, $"The MongoDB double does not support {what}.");

    public static CommandException Conflict() =>
        new(ErrorCode.WriteConflict, "Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.");

    /// <summary>The fields of an answer, or of an entry of writeErrors.</summary>
    public virtual BsonDocument Describe() => new() { { "code", code }, { "codeName", ErrorCode.Name(code) }, { "errmsg", Message } };
}

/// <summary>An error with exactly these labels; other ones get those that a server gives with their code.</summary>
internal sealed class LabelledException(int code, string message, IReadOnlyList<string> labels) : CommandException(code, message, labels);

internal sealed class DuplicateKeyException(string collection, string index, BsonDocument pattern, BsonDocument values) : CommandException(
    ErrorCode.DuplicateKey, $"E11000 duplicate key error collection: {collection} index: {index} dup key: {{ {Shell(values)} }}")
{
    public override BsonDocument Describe() => base.Describe().Add("keyPattern", pattern).Add("keyValue", values);

    private static string Shell(BsonDocument values) => string.Join(", ", values.Select(v => $"{v.Name}: {v.Value.ToJson()}"));
}
