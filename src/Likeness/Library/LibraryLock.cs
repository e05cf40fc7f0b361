using Likeness.Storage;
using Likeness.Training;

namespace Likeness.Library;

/// <summary>
/// Keeps two processes from writing to a library at the same time: training and indexing take it, searching does not need it. The
/// system lets go of it when the process ends, however it ends; the file itself stays and means nothing.
/// </summary>
public sealed class LibraryLock : IDisposable
{
    // What the system says where somebody else has the lock: the runtime passes its number on.
    private const int SharingViolation = 32, LockViolation = 33, WouldBlockOnLinux = 11, WouldBlockOnBsd = 35;

    private readonly FileStream file;

    private LibraryLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LibraryBusyException">Another process has it.</exception>
    /// <exception cref="UnusableInputException">The folder cannot be written to; the message says why.</exception>
    public static LibraryLock Take(LibraryLayout layout)
    {
        var taken = new LibraryLock(Open(layout));
        try
        {
            // Nobody else writes here now, so what a killed run began to write is nobody's.
            AtomicFile.RemoveStrays(layout.Folder);
            AtomicFile.RemoveStrays(layout.Training);
            AtomicFile.RemoveStrays(new TrainingFiles(layout, TrainingObjective.Triplet).Folder);
            AtomicFile.RemoveStrays(layout.Descriptors);
            return taken;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw Unwritable(layout, failure);
        }
    }

    private static FileStream Open(LibraryLayout layout)
    {
        try
        {
            return new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            throw new LibraryBusyException(
                $"The library '{layout.Folder}' is being written to by another process. Wait until that is done, or choose another library.", busy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(layout, failure);
        }
    }

    /// <summary>Whether the file is there and somebody holds it, among all that can go wrong with a file.</summary>
    private static bool IsHeld(IOException failure) => OperatingSystem.IsWindows()
        ? (failure.HResult & 0xFFFF) is SharingViolation or LockViolation
        : failure.HResult == (OperatingSystem.IsLinux() ? WouldBlockOnLinux : WouldBlockOnBsd);

    private static UnusableInputException Unwritable(LibraryLayout layout, Exception why) => new(
        $"The library '{layout.Folder}' cannot be written to: {why.Message.TrimEnd('.')}. Mend that, or choose another library.", why);

    /// <summary>Lets go of it.</summary>
    public void Dispose() => file.Dispose();
}
