using System.Runtime.InteropServices;

namespace Likeness.Indexing;

/// <summary>How far an index run has come.</summary>
/// <param name="Done">Files dealt with.</param>
/// <param name="Total">Files that need work: unchanged ones are not counted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IndexProgress(int Done, int Total);
