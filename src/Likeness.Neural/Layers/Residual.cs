using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// Adds what layers make of the input to the input itself: output = shortcut(input) + layers(input). The shortcut is the input as it is
/// where the layers leave its shape as it is; where they change it, it is a convolution of 1 × 1 with as many strides as the layers shrink
/// pictures by (<c>residual/projection/conv2d</c>).
/// </summary>
/// <remarks>He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016.</remarks>
public sealed class Residual : Layer
{
    private const string Projection = "projection";

    private readonly IReadOnlyList<Layer> layers;
    private Sequential? inner;
    private Sequential? projection;
    private Tensor? branchGradient;

    /// <summary>A block.</summary>
    /// <param name="layers">In order, at least one; the block's from now on.</param>
    /// <exception cref="WrongSettingsException">There is no layer.</exception>
    public Residual(params IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0) throw new WrongSettingsException("Residual: there are no layers; it has to hold at least one.");
        this.layers = [.. layers];
    }

    /// <summary>The layers inside, from input to what is added to it.</summary>
    public Sequential Inner => inner ?? throw new InvalidOperationException("The block has not been built yet.");

    /// <summary>What brings the input to the shape of the layers' output; null where it has it.</summary>
    public Sequential? Shortcut => projection;

    /// <inheritdoc/>
    public override IReadOnlyList<Sequential> Parts => inner is null ? [] : projection is null ? [inner] : [inner, projection];

    /// <inheritdoc/>
    public override double Penalty => Inner.Penalty;

    /// <inheritdoc/>
    public override long Operations => Inner.Operations + (projection?.Operations ?? 0);

    /// <inheritdoc/>
    public override void Initialize(ref Xoshiro256 random)
    {
        Inner.Initialize(ref random);
        projection?.Initialize(ref random);
    }

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
        var branch = Inner.Forward(pass, input);
        var shortcut = projection is null ? input : projection.Forward(pass, input);
        Addition.Run(pass.Team, shortcut, branch, output);
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        // Both ways overwrite the gradient that they are given.
        if (branchGradient is null || branchGradient.Shape != outputGradient.Shape)
        {
            branchGradient?.Dispose();
            branchGradient = new Tensor(outputGradient.Shape);
        }

        Addition.Run(pass.Team, outputGradient, null, branchGradient);
        var wanted = inputGradient is not null;
        var ofBranch = Inner.Backward(pass, input, branchGradient, wanted);
        var ofShortcut = projection is null ? outputGradient : projection.Backward(pass, input, outputGradient, wanted);
        if (wanted) Addition.Run(pass.Team, ofShortcut!, ofBranch, inputGradient!);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        inner = new Sequential(input, layers, new LayerNames($"{Name}/"));
        var output = inner.OutputShape;
        if (output == input) return output;
        projection = new Sequential(input, [Project(input, output)], new LayerNames($"{Name}/{Projection}/"));
        return projection.OutputShape == output ? output : throw Unfit(input, output);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        branchGradient?.Dispose();
        if (inner is not null) return;
        foreach (var layer in layers) layer.Dispose();
    }

    private static Conv2D Project(Shape input, Shape output)
    {
        if (input.Rank != 3 || output.Rank != 3 || input[0] < output[0]) throw Unfit(input, output);
        return new Conv2D(output[2], kernelSize: 1, strides: (input[0] + output[0] - 1) / output[0]);
    }

    private static WrongSettingsException Unfit(Shape input, Shape output) => new(
        $"Residual: its layers make {output} of {input}, which a convolution of 1 × 1 with strides cannot; they have to leave the shape, "
        + "or shrink height and width alike.");

    /// <summary>output = a + b, or a copy of a.</summary>
    private static unsafe class Addition
    {
        private const int Piece = 1 << 13;

        public static void Run(WorkerTeam team, Tensor a, Tensor? b, Tensor output)
        {
            var pieces = checked((int)((output.Count + Piece - 1) / Piece));
            team.For(pieces, new Work { A = a.Pointer, B = b is null ? null : b.Pointer, Output = output.Pointer, Count = output.Count });
        }

        private struct Work : IWork
        {
            public float* A;
            public float* B;
            public float* Output;
            public long Count;

            public readonly void Run(int start, int end, int worker)
            {
                for (var piece = start; piece < end; piece++)
                {
                    var at = (long)piece * Piece;
                    var count = (int)Math.Min(Piece, Count - at);
                    var a = new ReadOnlySpan<float>(A + at, count);
                    var output = new Span<float>(Output + at, count);
                    if (B is null) a.CopyTo(output);
                    else TensorPrimitives.Add(a, new ReadOnlySpan<float>(B + at, count), output);
                }
            }
        }
    }
}
