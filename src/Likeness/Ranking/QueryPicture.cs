using System.Numerics.Tensors;
using Likeness.Descriptors;
using Likeness.Diagnostics;
using Likeness.Indexing;

namespace Likeness.Ranking;

/// <summary>A picture that others are searched for, read once; to be disposed. For the use of one thread.</summary>
public sealed class QueryPicture : IDisposable
{
    private readonly IPictureReader reader;

    internal QueryPicture(IPictureReader reader, string path)
    {
        (this.reader, Path) = (reader, path);
        try
        {
            Content = Using(() => reader.Open(path));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>What is in it.</summary>
    public ContentHash Content { get; }

    /// <summary>Decodes it to the size that a descriptor takes.</summary>
    /// <returns>Height × width × 3 bytes, RGB.</returns>
    /// <exception cref="UnusableInputException">It is no picture that can be used.</exception>
    internal byte[] Decode(IDescriptor descriptor)
    {
        var pixels = new byte[descriptor.PictureHeight * descriptor.PictureWidth * 3];
        using var decoding = Stages.Begin("decode the query");
        return Using(() =>
        {
            reader.Decode(descriptor.PictureHeight, descriptor.PictureWidth, pixels);
            return pixels;
        });
    }

    /// <summary>Describes what <see cref="Decode"/> gave.</summary>
    /// <returns>As many numbers as the descriptor has dimensions.</returns>
    /// <exception cref="UnusableInputException">It is no picture that can be used.</exception>
    internal float[] Describe(IDescriptor descriptor, byte[] pixels)
    {
        using var describing = Stages.Begin("describe the query");
        var vector = new float[descriptor.Dimensions];
        descriptor.Describe(pixels, 1, vector);
        return Using(() => float.IsFinite(TensorPrimitives.MaxMagnitude<float>(vector))
            ? vector
            : throw new UnusableInputException($"the descriptor '{descriptor.Name}' makes numbers of it that are not finite (NaN or infinite)"));
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private T Using<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception failure) when (failure is UnusableInputException or IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The query '{Path}' cannot be used: {failure.Message.TrimEnd('.')}. Name a picture file.", failure);
        }
    }
}
