using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>A decoded picture as it was stored: not yet upright, perhaps decoded at a smaller scale.</summary>
/// <param name="Rgb">Holds Height × Width × 3 bytes from its start; belongs to the decoder and lives until its next picture.</param>
/// <param name="Height">Rows as decoded.</param>
/// <param name="Width">Columns as decoded.</param>
/// <param name="Orientation">How to turn it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredPicture(byte[] Rgb, int Height, int Width, Orientation Orientation);
