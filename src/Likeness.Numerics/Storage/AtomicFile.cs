namespace Likeness.Storage;

/// <summary>
/// Writes a file so that a reader, or the next run after a crash, sees either the old content or the new one, never a part:
/// a temporary file in the same folder, flushed to the disk, then renamed over the target.
/// </summary>
public static class AtomicFile
{
    private const string Prefix = ".likeness-";
    private const string Suffix = ".tmp";

    /// <summary>Creates or replaces a file. When anything fails, the old file is untouched and no temporary file stays behind.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the content to the stream it is given, from its start; the stream can seek.</param>
    /// <exception cref="UnusableInputException">The place cannot be written to: no such folder, no permission, disk full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        // Short and independent of the target's name: a name that is near the system's limit still gets its temporary file.
        var temporary = Path.Combine(Path.GetDirectoryName(target) ?? target, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                // While it is held: nobody may take it for a stray before it has its name. Windows renames no open file.
                if (!OperatingSystem.IsWindows()) File.Move(temporary, target, overwrite: true);
            }

            if (OperatingSystem.IsWindows()) File.Move(temporary, target, overwrite: true);
        }
        catch (Exception failure)
        {
            Discard(temporary);
            if (failure is IOException or UnauthorizedAccessException)
                throw new UnusableInputException(
                    $"cannot write {target}: {Reason(failure)}; free space there, or choose another folder", failure);
            throw;
        }
    }

    /// <summary>Creates or replaces a file with the given bytes; see <see cref="Write(string, Action{Stream})"/>.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="UnusableInputException">The place cannot be written to: no such folder, no permission, disk full.</exception>
    public static void Write(string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Write(path, stream => stream.Write(content));
    }

    /// <summary>
    /// Removes the temporary files that a killed process left in a folder. One that somebody is writing at the moment stays.
    /// </summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public static void RemoveStrays(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var stray in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
        {
            if (!IsHeld(stray)) Discard(stray);
        }
    }

    private static bool IsHeld(string temporary)
    {
        try
        {
            using var alone = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a stray temporary file is hidden and harms nothing.
            System.Diagnostics.Trace.TraceWarning($"{temporary} could not be removed: {failure.Message}");
        }
    }

    // The runtime's message ends in " : '<temporary path>'", a name that means nothing to the reader.
    private static string Reason(Exception failure)
    {
        var message = failure.Message.ReplaceLineEndings(" ");
        var path = message.IndexOf(Prefix, StringComparison.Ordinal);
        if (path < 0)
            return message.TrimEnd('.');
        var quote = message.LastIndexOf('\'', path);
        return quote <= 0 ? message.TrimEnd('.') : message[..quote].TrimEnd(' ', ':', '.');
    }
}
