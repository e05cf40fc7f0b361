using Likeness.Onnx.Runtime;

namespace Likeness.Onnx.Networks;

/// <summary>
/// A network in an ONNX file, run by ONNX Runtime on the processor. Safe to use from one thread at a time.
/// </summary>
public sealed class OnnxNetwork : IDisposable
{
    private readonly OnnxRuntimeLibrary library;
    private readonly OrtSession session;
    private readonly Task<NetworkDigest> digest;

    private OnnxNetwork(OnnxRuntimeLibrary library, NetworkFile file, int threads)
    {
        (this.library, File, Bytes) = (library, file.Path, file.Bytes);
        // A large network takes long to read and to load: both at once.
        digest = Task.Run(file.ComputeDigest);
        try
        {
            session = new OrtSession(library, file.Path, threads);
        }
        catch (OrtException failure)
        {
            throw OrtFailure.Loading(file.Path, library.Version, failure);
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
    public IReadOnlyList<OnnxTensorInfo> Inputs => session.Inputs;

    /// <summary>What it gives.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs => session.Outputs;

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
        var found = NetworkFile.Open(file);
        return new OnnxNetwork(OnnxRuntimeLibrary.Load(), found, threads == 0 ? Environment.ProcessorCount : threads);
    }

    /// <summary>Computes one output of one input, both of float32.</summary>
    /// <param name="input">The name of the network's only input.</param>
    /// <param name="numbers">As many as the shape says, the last axis fastest.</param>
    /// <param name="shape">The sizes of the input's axes.</param>
    /// <param name="output">The name of an output.</param>
    /// <param name="cancellationToken">Ends the computation before its next operator.</param>
    /// <exception cref="UnusableInputException">ONNX Runtime fails, such as for an input of a shape that the network does not take.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public OnnxOutput Run(string input, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape, string output, CancellationToken cancellationToken = default)
    {
        var expected = 1L;
        foreach (var axis in shape) expected = checked(expected * axis);
        if (expected != numbers.Length) throw new ArgumentException($"A shape of [{string.Join(", ", shape.ToArray())}] has {expected} numbers, but {numbers.Length} were given.", nameof(numbers));
        if (Outputs.All(o => o.Name != output || o.Type != OnnxElementType.Float32)) throw new ArgumentException($"The network has no float32 output '{output}'.", nameof(output));
        try
        {
            return session.Run(input, numbers, shape, output, cancellationToken);
        }
        catch (OrtException failure)
        {
            throw OrtFailure.Running(File, library.Version, shape, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        // What reads the files is waited for; a failure of it was told to whoever asked for the digest.
        ((IAsyncResult)digest).AsyncWaitHandle.WaitOne();
    }
}
