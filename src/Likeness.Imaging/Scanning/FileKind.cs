namespace Likeness.Imaging.Scanning;

/// <summary>What a path leads to, links followed.</summary>
internal enum FileKind
{
    File,
    Folder,

    /// <summary>A pipe, socket or device: reading it may block for ever.</summary>
    Other,
}
