using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Scanning;

/// <summary>What scanning and reading need from the operating system. Failures are <see cref="IOException"/> with a one-line reason without path.</summary>
internal interface IFileSystem
{
    /// <summary>Looks at what a path leads to, links followed.</summary>
    FileStatus GetStatus(string path);

    /// <summary>
    /// What a path leads to, told apart from all else: the same for every path that leads there, however its letters are written.
    /// </summary>
    FileIdentity Identify(string path);

    /// <summary>The full path of what a path leads to: without links, <c>.</c> and <c>..</c>, as the system itself takes them.</summary>
    string RealPath(string path);

    /// <summary>The names in a folder, in no particular order, without <c>.</c> and <c>..</c>.</summary>
    List<FolderEntry> List(string folder);

    /// <summary>Throws where the file or folder may not be read.</summary>
    void CheckReadable(string path);

    /// <summary>Opens a file for reading; never blocks on a pipe.</summary>
    SafeFileHandle Open(string path);
}
