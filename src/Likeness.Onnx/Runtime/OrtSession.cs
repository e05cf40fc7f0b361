using Likeness.Onnx.Networks;

namespace Likeness.Onnx.Runtime;

/// <summary>A network loaded into ONNX Runtime.</summary>
internal sealed unsafe class OrtSession : IDisposable
{
    private const int Float32 = (int)OnnxElementType.Float32;

    private readonly OrtApi api;
    private readonly OrtHandle session;
    private readonly OrtHandle memory;

    /// <summary>Loads a network.</summary>
    /// <param name="library">Keeps its functions.</param>
    /// <param name="file">Full path; weights in other files are looked for in its folder.</param>
    /// <param name="threads">Threads to compute with, the caller's included, at least 1.</param>
    /// <exception cref="OrtException">ONNX Runtime refuses it.</exception>
    public OrtSession(OnnxRuntimeLibrary library, string file, int threads)
    {
        api = library.Api;
        nint made;
        api.Check(api.CreateSessionOptions(&made));
        using var options = new OrtHandle(made, api.ReleaseSessionOptions);
        api.Check(api.SetIntraOpNumThreads(options.Value, threads));
        api.Check(api.SetInterOpNumThreads(options.Value, 1));
        // Its threads sleep while they have nothing to do, instead of spinning: pictures are being decoded meanwhile, and need the processors.
        fixed (byte* key = "session.intra_op.allow_spinning\0"u8)
        fixed (byte* no = "0\0"u8)
            api.Check(api.AddSessionConfigEntry(options.Value, key, no));
        session = Create(library, file, options);
        try
        {
            // OrtDeviceAllocator, OrtMemTypeDefault: memory of ours, which it only reads.
            api.Check(api.CreateCpuMemoryInfo(0, 0, &made));
            memory = new OrtHandle(made, api.ReleaseMemoryInfo);
            Inputs = OrtTensorInfos.Inputs(api, session);
            Outputs = OrtTensorInfos.Outputs(api, session);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What has to be given.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs { get; }

    /// <summary>What can be asked for.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs { get; }

    /// <summary>Computes one output of one input.</summary>
    /// <param name="input">The name of the only input.</param>
    /// <param name="numbers">As many as the shape says.</param>
    /// <param name="shape">The input's axes.</param>
    /// <param name="output">The name of an output.</param>
    /// <param name="cancellationToken">Ends the computation before its next operator.</param>
    /// <exception cref="OrtException">ONNX Runtime cannot.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public OnnxOutput Run(string input, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape, string output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        nint made;
        api.Check(api.CreateRunOptions(&made));
        using var options = new OrtHandle(made, api.ReleaseRunOptions);
        // Disposed of before the options: a call of it that is under way is waited for.
        using var ending = cancellationToken.UnsafeRegister(_ => api.Check(api.RunOptionsSetTerminate(options.Value)), null);
        fixed (float* data = numbers)
        fixed (long* axes = shape)
        fixed (byte* inputName = OrtApi.Text(input))
        fixed (byte* outputName = OrtApi.Text(output))
        {
            api.Check(api.CreateTensorWithDataAsOrtValue(memory.Value, data, (nuint)numbers.Length * sizeof(float), axes, (nuint)shape.Length, Float32, &made));
            using var value = new OrtHandle(made, api.ReleaseValue);
            byte* inputNames = inputName, outputNames = outputName;
            var inputs = value.Value;
            nint result = 0;
            try
            {
                api.Check(api.Run(session.Value, options.Value, &inputNames, &inputs, 1, &outputNames, 1, &result));
            }
            catch (OrtException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            return new OnnxOutput(api, new OrtHandle(result, api.ReleaseValue));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        memory?.Dispose();
        session.Dispose();
    }

    private OrtHandle Create(OnnxRuntimeLibrary library, string file, OrtHandle options)
    {
        nint made;
        if (OperatingSystem.IsWindows())
        {
            fixed (char* path = file) api.Check(api.CreateSession(library.Environment, path, options.Value, &made));
        }
        else
        {
            fixed (byte* path = OrtApi.Text(file)) api.Check(api.CreateSession(library.Environment, path, options.Value, &made));
        }

        return new OrtHandle(made, api.ReleaseSession);
    }
}
