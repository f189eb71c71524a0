namespace Aspire.Hosting;

/// <summary>The application cannot be built or started; the message says why and what to do.</summary>
public sealed class DistributedApplicationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DistributedApplicationException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public DistributedApplicationException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception.</summary>
    public DistributedApplicationException() { }
}
