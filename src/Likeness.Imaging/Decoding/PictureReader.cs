using System.Diagnostics.CodeAnalysis;
using Likeness.Imaging.Fitting;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// From a picture file to pixels in one call: reads the file once, decodes it at the smallest scale that serves, turns it upright
/// and fits it. One thread at a time, one reader per thread; in a steady run over JPEGs next to nothing is allocated (a file handle).
/// </summary>
public sealed class PictureReader : IDisposable
{
    private readonly DecodingLimits limits;
    private readonly PictureDecoder decoder;
    private readonly CoverFit fit = new();
    private readonly FileContent content = new();
    private int opened;

    /// <summary>A reader.</summary>
    /// <param name="limits">How large a file and a picture may be; <see cref="DecodingLimits.Default"/> where null.</param>
    /// <exception cref="UnusableInputException"><c>LIKENESS_JPEG</c> asks for libjpeg-turbo, which is not installed.</exception>
    public PictureReader(DecodingLimits? limits = null) : this(limits, JpegDecoders.UsesTurbo) { }

    /// <summary>The same with a JPEG decoder that is not the machine's choice.</summary>
    internal PictureReader(DecodingLimits? limits, bool turbo)
    {
        this.limits = limits ?? DecodingLimits.Default;
        decoder = new PictureDecoder(this.limits, turbo);
    }

    /// <summary>Reads a picture, covering and centre-cropped (<see cref="CoverFit"/>).</summary>
    /// <param name="path">The file, in the form of <see cref="Scanning.PictureFile.FullPath"/>.</param>
    /// <param name="height">Rows that are wanted, at least 1.</param>
    /// <param name="width">Columns that are wanted, at least 1.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message names the file and says why, in one line.</exception>
    public void Read(string path, int height, int width, Span<byte> destination)
    {
        if (!TryRead(path, height, width, destination, wantHash: false, out _, out var reason))
            throw new UnusableInputException(CannotUse(path) + reason);
    }

    /// <summary>The same, and the hash of the file from the same reading of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows that are wanted, at least 1.</param>
    /// <param name="width">Columns that are wanted, at least 1.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <param name="hash">Receives the hash of the file's content.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message names the file and says why, in one line.</exception>
    public void Read(string path, int height, int width, Span<byte> destination, out ContentHash hash)
    {
        if (!TryRead(path, height, width, destination, out hash, out var reason))
            throw new UnusableInputException(CannotUse(path) + reason);
    }

    /// <summary>The same for runs over many pictures, which a bad one must not stop.</summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows that are wanted, at least 1.</param>
    /// <param name="width">Columns that are wanted, at least 1.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB; of no use where the result is false.</param>
    /// <param name="hash">Receives the hash of the file's content.</param>
    /// <param name="reason">Why the picture cannot be used: one line, without the path.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="WrongSettingsException">A size is not positive, or the destination too short.</exception>
    public bool TryRead(
        string path, int height, int width, Span<byte> destination, out ContentHash hash, [NotNullWhen(false)] out string? reason) =>
        TryRead(path, height, width, destination, wantHash: true, out hash, out reason);

    /// <summary>Reads a file whole, for <see cref="Decode(int, int, Span{byte})"/>: in two steps, so that a picture whose content is known already need not be decoded.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The hash of its content.</returns>
    /// <exception cref="UnusableInputException">It cannot be read; the message names the file and says why, in one line.</exception>
    public ContentHash Open(string path)
    {
        try
        {
            opened = content.Read(path, limits.MaxFileBytes).Length;
            return ContentHash.Of(content.Bytes[..opened]);
        }
        catch (BadPictureException bad)
        {
            throw bad.ForCallers(CannotUse(path));
        }
    }

    /// <summary>Decodes and fits the file that was opened last.</summary>
    /// <param name="height">Rows that are wanted, at least 1.</param>
    /// <param name="width">Columns that are wanted, at least 1.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message says why, in one line, without the path.</exception>
    public void Decode(int height, int width, Span<byte> destination)
    {
        try
        {
            fit.Fit(decoder.DecodeStored(content.Bytes[..opened], height, width), destination, height, width);
        }
        catch (BadPictureException bad)
        {
            throw bad.ForCallers();
        }
    }

    /// <summary>Decodes and fits a file that is in memory.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="height">Rows that are wanted, at least 1.</param>
    /// <param name="width">Columns that are wanted, at least 1.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message says why, in one line.</exception>
    public void Decode(ReadOnlySpan<byte> file, int height, int width, Span<byte> destination)
    {
        if (file.Length > limits.MaxFileBytes) throw new UnusableInputException($"it has {file.Length:N0} bytes; at most {limits.MaxFileBytes:N0} are read");
        if (file.IsEmpty) throw new UnusableInputException("it is empty");
        try
        {
            fit.Fit(decoder.DecodeStored(file, height, width), destination, height, width);
        }
        catch (BadPictureException bad)
        {
            throw bad.ForCallers();
        }
    }

    /// <summary>What <see cref="VersionFor"/> gives for <see cref="DecodingLimits.Default"/>.</summary>
    public static string Version => VersionFor(DecodingLimits.Default);

    /// <summary>
    /// Changes when a file that was refused might now be accepted: with this library's version, with the decoders, their versions and what
    /// they read, and with the limits.
    /// </summary>
    /// <param name="limits">Of the reader.</param>
    /// <exception cref="UnusableInputException">There is no libvips that can be used.</exception>
    public static string VersionFor(DecodingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{typeof(PictureReader).Assembly.GetName().Version}, {PictureDecoders.Current}, {limits.MaxPixels} pixels, {limits.MaxFileBytes} bytes");
    }

    /// <summary>Reads a picture at its full size, for showing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message names the file and says why, in one line.</exception>
    public Pixels ReadWhole(string path)
    {
        try
        {
            return decoder.DecodeUpright(content.Read(path, limits.MaxFileBytes));
        }
        catch (BadPictureException bad)
        {
            throw bad.ForCallers(CannotUse(path));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => decoder.Dispose();

    private bool TryRead(
        string path, int height, int width, Span<byte> destination, bool wantHash, out ContentHash hash, [NotNullWhen(false)] out string? reason)
    {
        var bytes = Pixels.ByteCount(height, width);
        if (destination.Length < bytes)
            throw new WrongSettingsException($"a picture of {height}×{width} pixels needs {bytes} bytes, but the destination has {destination.Length}");
        hash = default;
        try
        {
            var file = content.Read(path, limits.MaxFileBytes);
            var stored = decoder.DecodeStored(file, height, width);
            fit.Fit(stored, destination, height, width);
            if (wantHash)
                hash = ContentHash.Of(file);
            reason = null;
            return true;
        }
        catch (BadPictureException bad)
        {
            reason = bad.Message;
            return false;
        }
    }

    private static string CannotUse(string path) => $"cannot use {Printable.Line(path)}: ";
}
