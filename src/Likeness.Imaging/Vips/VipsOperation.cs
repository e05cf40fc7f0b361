namespace Likeness.Imaging.Vips;

/// <summary>One call of an operation of libvips: made by name, given its arguments as properties, run, asked for its results.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly string name;
    private nint operation;
    private bool done;

    /// <exception cref="VipsException">This build of libvips has no such operation.</exception>
    public VipsOperation(string name)
    {
        VipsLibrary.Start();
        this.name = name;
        operation = VipsNative.NewOperation(name);
        if (operation == 0)
            throw new VipsException(name);
    }

    public VipsOperation Set(string property, bool content)
    {
        var value = Start(GObjectNative.BooleanType);
        GObjectNative.SetBoolean(&value, content ? 1 : 0);
        return Finish(property, &value);
    }

    /// <summary>Sets a number, an enumeration or flags.</summary>
    public VipsOperation Set(string property, int content)
    {
        var value = Start(GObjectNative.IntType);
        GObjectNative.SetInt(&value, content);
        return Finish(property, &value);
    }

    public VipsOperation Set(string property, double content)
    {
        var value = Start(GObjectNative.DoubleType);
        GObjectNative.SetDouble(&value, content);
        return Finish(property, &value);
    }

    public VipsOperation Set(string property, string content)
    {
        var value = Start(GObjectNative.StringType);
        GObjectNative.SetString(&value, content);
        return Finish(property, &value);
    }

    public VipsOperation Set(string property, VipsImage content)
    {
        var value = Start(VipsNative.ImageType());
        GObjectNative.SetObject(&value, content.Pointer);
        return Finish(property, &value);
    }

    public VipsOperation Set(string property, ReadOnlySpan<double> content)
    {
        var value = Start(VipsNative.DoubleArrayType());
        fixed (double* numbers = content)
            VipsNative.SetDoubles(&value, numbers, content.Length);
        return Finish(property, &value);
    }

    /// <summary>Sets bytes that stay where they are until every image made from them is disposed.</summary>
    public VipsOperation Set(string property, byte* bytes, int length)
    {
        var blob = VipsNative.NewBlob(0, bytes, (nuint)length);
        var value = Start(VipsNative.BlobType());
        GObjectNative.SetBoxed(&value, blob);
        VipsNative.ReleaseBlob(blob);
        return Finish(property, &value);
    }

    /// <summary>Runs it and returns its image.</summary>
    /// <exception cref="VipsException">It failed.</exception>
    public VipsImage Image(string property = "out")
    {
        Run();
        var value = Start(VipsNative.ImageType());
        GObjectNative.GetProperty(operation, property, &value);
        var image = GObjectNative.DuplicateObject(&value);
        GObjectNative.UnsetValue(&value);
        return image != 0 ? new VipsImage(image) : throw new VipsException(name);
    }

    /// <summary>Runs it and returns a copy of the file it made.</summary>
    /// <exception cref="VipsException">It failed.</exception>
    public byte[] File(string property = "buffer")
    {
        Run();
        var value = Start(VipsNative.BlobType());
        GObjectNative.GetProperty(operation, property, &value);
        var bytes = VipsNative.GetBlob(&value, out var length);
        var file = new ReadOnlySpan<byte>(bytes, (int)length).ToArray();
        GObjectNative.UnsetValue(&value);
        return file;
    }

    public void Dispose()
    {
        if (operation == 0)
            return;
        if (done)
            VipsNative.ReleaseOutputs(operation);
        GObjectNative.Release(operation);
        operation = 0;
    }

    private void Run()
    {
        var built = VipsNative.BuildOperation(operation);
        if (built == 0)
        {
            // Half-built outputs hold references too.
            VipsNative.ReleaseOutputs(operation);
            throw new VipsException(name);
        }
        GObjectNative.Release(operation);
        operation = built;
        done = true;
    }

    private static GValue Start(nuint type)
    {
        GValue value = default;
        GObjectNative.InitValue(&value, type);
        return value;
    }

    private VipsOperation Finish(string property, GValue* value)
    {
        GObjectNative.SetProperty(operation, property, value);
        GObjectNative.UnsetValue(value);
        return this;
    }
}
