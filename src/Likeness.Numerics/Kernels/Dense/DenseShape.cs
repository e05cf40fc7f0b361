namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// How a dense layer's kernel (inputs, outputs) is cut into blocks that fit the second-level cache, and who gets them: the
/// longer side is shared out among the workers, the shorter one summed by each.
/// </summary>
/// <param name="Inputs">Numbers in.</param>
/// <param name="Outputs">Numbers out.</param>
public sealed record DenseShape(int Inputs, int Outputs)
{
    private const int BlockFloats = 32 << 10;
    private const int LongestRow = 256;
    private const int MostParts = 16;

    /// <summary>Neighbouring blocks that a worker takes together.</summary>
    internal const int BlocksPerChunk = 16;

    /// <summary>Whether the inputs are the longer side.</summary>
    internal bool SplitInputs => Inputs >= Outputs;

    /// <summary>Outputs per block.</summary>
    internal int BlockOutputs => Math.Min(Outputs, LongestRow);

    /// <summary>Inputs per block.</summary>
    internal int BlockInputs => Math.Min(Inputs, Math.Max(8, BlockFloats / BlockOutputs / 8 * 8));

    /// <summary>Blocks along the inputs.</summary>
    internal int InputBlocks => (Inputs + BlockInputs - 1) / BlockInputs;

    /// <summary>
    /// Parts of the inputs with sums of their own, where the inputs are the longer side: more than workers, so that one that is held up leaves its work to others, and a fixed
    /// number, so that the result is the same whoever computes what.
    /// </summary>
    internal int InputParts => Math.Min(InputBlocks, MostParts);

    /// <summary>Blocks along the outputs.</summary>
    internal int OutputBlocks => (Outputs + BlockOutputs - 1) / BlockOutputs;

    /// <summary>The blocks of a part of the inputs.</summary>
    internal (int Start, int End) InputPart(int part) =>
        ((int)((long)InputBlocks * part / InputParts), (int)((long)InputBlocks * (part + 1) / InputParts));

    /// <summary>Multiplications and additions of one pass for one item.</summary>
    public long Operations => 2L * Inputs * Outputs;
}
