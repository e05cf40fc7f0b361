using System.Numerics.Tensors;
using Likeness.Neural.Layers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>A training's loss became no number, or left all bounds.</summary>
public sealed class TrainingDivergedException : WrongSettingsException
{
    /// <summary>Says what was seen.</summary>
    /// <param name="epoch">In which epoch, from 1.</param>
    /// <param name="loss">What the loss became.</param>
    /// <param name="learningRate">The rate at that time.</param>
    public TrainingDivergedException(int epoch, double loss, double learningRate)
        : base(
            $"The loss became {loss:g4} in epoch {epoch}, at a learning rate of {learningRate:g3}: the training has diverged. "
            + "Use a lower learning-rate.")
    {
    }

    /// <summary>Adds what is kept.</summary>
    /// <param name="cause">What was seen.</param>
    /// <param name="kept">What is kept, and where; a sentence.</param>
    public TrainingDivergedException(TrainingDivergedException cause, string kept) : base($"{cause?.Message} {kept}", cause)
    {
    }
}

/// <summary>
/// Whether weights are numbers. The loss of a step is computed before its update, so that it does not tell of the last one.
/// </summary>
internal static unsafe class FiniteWeights
{
    private const int Piece = 1 << 20;

    /// <summary>The first tensor with a number that is not finite, or null.</summary>
    public static string? FindOther(IEnumerable<(string Name, Parameter Parameter)> parameters, WorkerTeam team)
    {
        foreach (var (name, parameter) in parameters)
        {
            if (!AreFinite(parameter.Value, team)) return name;
        }

        return null;
    }

    /// <summary>Keeps weights that are no numbers out of files that are used later.</summary>
    /// <exception cref="WrongSettingsException">A weight is NaN or infinite.</exception>
    public static void Check(IEnumerable<(string Name, Parameter Parameter)> parameters, string noun)
    {
        using var team = new WorkerTeam(1);
        if (FindOther(parameters, team) is not { } name) return;
        throw new WrongSettingsException(
            $"The {noun} is not written: tensor {name} holds numbers that are not finite, so that its training has diverged. "
            + "Use a lower learning-rate.");
    }

    private static bool AreFinite(Tensor values, WorkerTeam team)
    {
        var pieces = checked((int)((values.Count + Piece - 1) / Piece));
        var bad = 0;
        team.For(pieces, new Work { Values = values, Bad = &bad });
        return bad == 0;
    }

    private struct Work : IWork
    {
        public Tensor Values;
        public int* Bad;

        public readonly void Run(int start, int end, int worker)
        {
            for (var piece = start; piece < end; piece++)
            {
                var at = (long)piece * Piece;
                var numbers = new ReadOnlySpan<float>(Values.Pointer + at, (int)Math.Min(Piece, Values.Count - at));
                if (!float.IsFinite(TensorPrimitives.MaxMagnitude(numbers))) Volatile.Write(ref *Bad, 1);
            }
        }
    }
}
