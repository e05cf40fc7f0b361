using Likeness.Onnx.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Likeness.Onnx.Networks;

/// <summary>
/// A network in an ONNX file, run by ONNX Runtime on the processor. Safe to use from one thread at a time.
/// </summary>
public sealed class OnnxNetwork : IDisposable
{
    private readonly string version = OnnxRuntimeEnvironment.Version;
    private readonly InferenceSession session;
    private readonly Task<NetworkDigest> digest;

    private OnnxNetwork(NetworkFile file, int threads)
    {
        (File, Bytes) = (file.Path, file.Bytes);
        using var options = OnnxRuntimeEnvironment.Options(threads);
        // A large network takes long to read and to load: both at once.
        digest = Task.Run(file.ComputeDigest);
        try
        {
            session = new InferenceSession(file.Path, options);
            Inputs = [.. session.InputNames.Select(name => OnnxTensorInfo.Of(name, session.InputMetadata[name]))];
            Outputs = [.. session.OutputNames.Select(name => OnnxTensorInfo.Of(name, session.OutputMetadata[name]))];
        }
        // What a file may hold makes the package throw more than its own exception: axes are longer than it counts, names are none.
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            session?.Dispose();
            Wait(digest);
            throw OnnxRuntimeFailure.Loading(file.Path, version, failure);
        }
    }

    /// <summary>The full path of its file.</summary>
    public string File { get; }

    /// <summary>The size of its file; weights in other files are not counted.</summary>
    public long Bytes { get; }

    /// <summary>What its files contain.</summary>
    /// <exception cref="UnusableInputException">They could not be read to their ends.</exception>
    public NetworkDigest Digest => digest.GetAwaiter().GetResult();

    /// <summary>What it takes.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs { get; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="file">An .onnx file; weights in files of their own lie beside it.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">
    /// There is no ONNX Runtime, or the file is missing, cut off, no network, without its weights, or one that ONNX Runtime cannot run.
    /// </exception>
    public static OnnxNetwork Open(string file, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return new OnnxNetwork(NetworkFile.Open(file), threads == 0 ? Environment.ProcessorCount : threads);
    }

    /// <summary>Computes one output of one input, both of float32.</summary>
    /// <param name="input">The name of the network's only input.</param>
    /// <param name="numbers">As many as the shape says, the last axis fastest.</param>
    /// <param name="shape">The sizes of the input's axes.</param>
    /// <param name="output">The name of an output.</param>
    /// <param name="cancellationToken">Ends the computation before its next operator.</param>
    /// <exception cref="UnusableInputException">ONNX Runtime fails, such as for an input of a shape that the network does not take.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public unsafe OnnxOutput Run(string input, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape, string output, CancellationToken cancellationToken = default)
    {
        var expected = 1L;
        foreach (var axis in shape) expected = checked(expected * axis);
        if (expected != numbers.Length) throw new ArgumentException($"A shape of [{string.Join(", ", shape.ToArray())}] has {expected} numbers, but {numbers.Length} were given.", nameof(numbers));
        if (Outputs.All(o => o.Name != output || o.Type != OnnxElementType.Float32)) throw new ArgumentException($"The network has no float32 output '{output}'.", nameof(output));
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions();
        // Disposed of before the options: a call of it that is under way is waited for.
        using var ending = cancellationToken.UnsafeRegister(_ => options.Terminate = true, null);
        fixed (float* data = numbers)
        {
            try
            {
                using var value = OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape.ToArray(), (nint)data, (long)numbers.Length * sizeof(float));
                return new OnnxOutput(session.Run(options, [input], [value], [output]));
            }
            catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OnnxRuntimeException failure)
            {
                throw OnnxRuntimeFailure.Running(File, version, shape, failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        Wait(digest);
    }

    /// <summary>What reads the files is waited for; a failure of it was told to whoever asked for the digest.</summary>
    private static void Wait(Task<NetworkDigest> digest) => ((IAsyncResult)digest).AsyncWaitHandle.WaitOne();
}
