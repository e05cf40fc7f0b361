using System.Runtime.InteropServices;

namespace Likeness.Catalog;

/// <summary>Where a picture is: a root of the catalog and a path below it.</summary>
/// <param name="Root">The id of the root.</param>
/// <param name="Path">Relative to the root, with <c>/</c> between folders on every system.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PictureKey(long Root, string Path);
