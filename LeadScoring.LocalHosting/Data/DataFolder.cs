using System.Globalization;
using Aspire.Hosting;
using IOPath = System.IO.Path;

namespace LeadScoring.LocalHosting.Data;

/// <summary>The folder that holds all data, used by one host at a time.</summary>
internal sealed class DataFolder(string path, string setting, bool isTemporary = false) : IDisposable
{
    private FileStream? _lock;

    public string Path { get; } = IOPath.GetFullPath(path);

    private string LockPath => IOPath.Combine(Path, ".lock");

    // Beside the lock: a locked file cannot be read.
    private string OwnerPath => IOPath.Combine(Path, "host.pid");

    public static DataFolder Temporary()
        => new(Directory.CreateTempSubdirectory("localhosting-").FullName, "", isTemporary: true);

    /// <summary>Creates the folder and locks it; the lock ends with this process, however it ends.</summary>
    /// <exception cref="DistributedApplicationException">Another host uses the folder, or it cannot be written.</exception>
    public void Acquire()
    {
        try
        {
            Directory.CreateDirectory(Path);
            _lock = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(OwnerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DistributedApplicationException($"The data folder {Path} cannot be written: {e.Message} Set {setting} to another folder.", e);
        }
        catch (IOException e) when (Directory.Exists(Path))
        {
            throw new DistributedApplicationException(
                $"The data folder {Path} is in use by another host{Owner()}. Stop it, or set {setting} to another folder.", e);
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
        if (!isTemporary) return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Left for the system to clean: it is in the temporary folder.
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
