using System.Globalization;
using System.Text;

namespace Likeness.Library;

/// <summary>
/// Keeps two processes from writing to a library at the same time: training and indexing take it, searching does not need it. The
/// system lets go of it when the process ends, however it ends; the file itself stays and means nothing.
/// </summary>
public sealed class LibraryLock : IDisposable
{
    readonly FileStream file;

    LibraryLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="UnusableInputException">Another process has it, or the folder cannot be written to.</exception>
    public static LibraryLock Take(LibraryLayout layout)
    {
        FileStream file;
        try
        {
            file = new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new UnusableInputException($"The library '{layout.Folder}' cannot be written to: {refused.Message} Choose another with --library, or get the right to write there.", refused);
        }
        catch (IOException busy)
        {
            throw new UnusableInputException(
                $"The library '{layout.Folder}' is being written to by another process{Holder(layout)}. Wait until it is done, or choose another library.", busy);
        }
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
        }
        catch (IOException)
        {
            // The number is for the message to others only; a full disk must not be told from here.
        }
        return new LibraryLock(file);
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => file.Dispose();

    static string Holder(LibraryLayout layout)
    {
        try
        {
            using var other = new StreamReader(new FileStream(layout.Lock, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return int.TryParse(other.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? $" (process {process})" : "";
        }
        catch (IOException)
        {
            return ""; // Windows does not let others read it
        }
    }
}
