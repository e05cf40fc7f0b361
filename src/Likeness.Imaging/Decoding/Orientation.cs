namespace Likeness.Imaging.Decoding;

/// <summary>How the stored rows and columns lie in the upright picture; the numbers are those of Exif tag 0x0112.</summary>
internal enum Orientation
{
    Upright = 1,
    MirroredHorizontally = 2,
    Rotated180 = 3,
    MirroredVertically = 4,

    /// <summary>Mirrored along the diagonal from the top left.</summary>
    Transposed = 5,

    /// <summary>To be turned by 90° clockwise.</summary>
    Rotated90 = 6,

    /// <summary>Mirrored along the diagonal from the top right.</summary>
    Transversed = 7,

    /// <summary>To be turned by 270° clockwise.</summary>
    Rotated270 = 8,
}
