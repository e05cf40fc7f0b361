namespace Likeness.Imaging.Vips;

/// <summary>An operation of libvips failed. The text of the failure is in libvips's own error log, which all threads share: see <see cref="VipsErrors"/>.</summary>
internal sealed class VipsException(string operation) : Exception(operation);
