using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Scanning;

/// <summary>What scanning and reading need from the operating system. Failures are <see cref="IOException"/> with a one-line reason without path.</summary>
internal interface IFileSystem
{
    /// <summary>Looks at what a path leads to, links followed.</summary>
    FileStatus GetStatus(string path);

    /// <summary>The names in a folder, in no particular order, without <c>.</c> and <c>..</c>.</summary>
    List<FolderEntry> List(string folder);

    /// <summary>Throws where the file or folder may not be read.</summary>
    void CheckReadable(string path);

    /// <summary>Opens a file for reading; never blocks on a pipe.</summary>
    SafeFileHandle Open(string path);
}
