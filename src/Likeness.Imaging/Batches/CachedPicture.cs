using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Batches;

/// <summary>A picture of a cache, known to decode.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Hash">Of the file's content.</param>
public sealed record CachedPicture(PictureFile File, ContentHash Hash);
