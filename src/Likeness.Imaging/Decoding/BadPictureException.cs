namespace Likeness.Imaging.Decoding;

/// <summary>Why a file cannot be used, in one line and without its path. It never leaves the project: see <see cref="PictureReader"/>.</summary>
internal sealed class BadPictureException(string reason, Exception? cause = null) : Exception(reason, cause);
