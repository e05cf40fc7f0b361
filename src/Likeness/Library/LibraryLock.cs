using Likeness.Storage;

namespace Likeness.Library;

/// <summary>
/// Keeps two processes from doing the same to a library at the same time: one is for changing the catalog, another for training; searching needs
/// neither. The system lets go of it when the process ends, however it ends; the file itself stays and means nothing.
/// </summary>
public sealed class LibraryLock : IDisposable
{
    // What the system says where somebody else has the lock: the runtime passes its number on.
    private const int SharingViolation = 32, LockViolation = 33, WouldBlockOnLinux = 11, WouldBlockOnBsd = 35;

    private readonly FileStream file;

    private LibraryLock(FileStream file) => this.file = file;

    /// <summary>Takes the right to change the catalog.</summary>
    /// <exception cref="LibraryBusyException">Another process has it.</exception>
    /// <exception cref="UnusableInputException">The folder cannot be written to; the message says why.</exception>
    public static LibraryLock Take(LibraryLayout layout) => Take(layout, layout.Lock, "written to");

    /// <summary>Takes the right to train.</summary>
    /// <inheritdoc cref="Take(LibraryLayout)"/>
    public static LibraryLock TakeForTraining(LibraryLayout layout) => Take(layout, layout.TrainingLock, "trained");

    /// <summary>The same; null where another process trains.</summary>
    public static LibraryLock? TryTakeForTraining(LibraryLayout layout)
    {
        try
        {
            return TakeForTraining(layout);
        }
        catch (LibraryBusyException)
        {
            return null;
        }
    }

    private static LibraryLock Take(LibraryLayout layout, string path, string what)
    {
        var taken = new LibraryLock(Open(layout, path, what));
        try
        {
            // What a killed run began to write is nobody's.
            AtomicFile.RemoveStrays(layout.Folder);
            AtomicFile.RemoveStrays(layout.Training);
            AtomicFile.RemoveStrays(layout.TripletTraining);
            AtomicFile.RemoveStrays(layout.Descriptors);
            return taken;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw Unwritable(layout, failure);
        }
    }

    private static FileStream Open(LibraryLayout layout, string path, string what)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            throw new LibraryBusyException(
                $"The library '{layout.Folder}' is being {what} by another process. Wait until that is done, or choose another library.", busy);
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
