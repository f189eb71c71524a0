using System.Diagnostics;
using System.Globalization;

namespace LeadScoring.AppHost.Servers;

/// <summary>The folder that holds all data, used by one host at a time.</summary>
/// <param name="path">Created if it is missing.</param>
/// <param name="setting">Its name in messages.</param>
internal sealed class DataFolder(string path, string setting) : IDisposable
{
    /// <summary>How long the operating system may take to end a host that was killed.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(3);

    private FileStream? _lock;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    // Beside the lock: a locked file cannot be read.
    private string OwnerPath => System.IO.Path.Combine(Path, "host.pid");

    /// <summary>Creates the folder and locks it; the lock ends with this process, however it ends.</summary>
    /// <exception cref="DistributedApplicationException">Another host uses the folder, or it cannot be written.</exception>
    public void Acquire()
    {
        try
        {
            Directory.CreateDirectory(Path);
            _lock = Lock();
            File.WriteAllText(OwnerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DistributedApplicationException($"The data folder {Path} cannot be written: {e.Message} Set {setting} to another folder.", e);
        }
        catch (IOException e) when (Directory.Exists(Path))
        {
            throw new DistributedApplicationException($"The data folder {Path} is in use by another host{Owner()}. Stop it, or set {setting} to another folder.", e);
        }
        catch (IOException e)
        {
            throw new DistributedApplicationException($"The data folder {Path} cannot be created: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>Tries for some seconds: a host that was killed holds its lock until the operating system is done with it.</summary>
    private FileStream Lock()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(System.IO.Path.Combine(Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(Path) && Stopwatch.GetElapsedTime(started) < Ending)
            {
                Thread.Sleep(50);
            }
        }
    }

    private string Owner()
    {
        try
        {
            return $" (process {File.ReadAllText(OwnerPath)})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
