using Likeness.Storage;
using Likeness.Training.Triplets;

namespace Likeness.Library;

/// <summary>
/// Keeps two processes from writing to a library at the same time: training and indexing take it, searching does not need it. The
/// system lets go of it when the process ends, however it ends; the file itself stays and means nothing.
/// </summary>
public sealed class LibraryLock : IDisposable
{
    private readonly FileStream file;

    private LibraryLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="UnusableInputException">Another process has it, or the folder cannot be written to.</exception>
    public static LibraryLock Take(LibraryLayout layout)
    {
        try
        {
            var taken = new LibraryLock(new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            // Nobody else writes here now, so what a killed run began to write is nobody's.
            AtomicFile.RemoveStrays(layout.Folder);
            AtomicFile.RemoveStrays(layout.Training);
            AtomicFile.RemoveStrays(new TripletFiles(layout).Folder);
            AtomicFile.RemoveStrays(layout.Descriptors);
            return taken;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new UnusableInputException(
                $"The library '{layout.Folder}' cannot be written to: {refused.Message} Choose another one, or get the right to write there.", refused);
        }
        catch (IOException missing) when (!File.Exists(layout.Lock))
        {
            throw new UnusableInputException($"The library '{layout.Folder}' cannot be written to: {missing.Message} Choose another one, or make room.", missing);
        }
        catch (IOException busy)
        {
            throw new UnusableInputException(
                $"The library '{layout.Folder}' is being written to by another process. Wait until that is done, or choose another library.", busy);
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => file.Dispose();
}
