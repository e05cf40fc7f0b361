namespace Likeness.Training.Triplets;

/// <summary>What a triplet training learns from: labelled items, each of as many numbers as the network takes.</summary>
internal abstract class TripletMaterial : IDisposable
{
    /// <summary>What is in each item's picture.</summary>
    public abstract IReadOnlyList<ContentHash> Contents { get; }

    /// <summary>The label of each item.</summary>
    public abstract IReadOnlyList<string> Labels { get; }

    /// <summary>Pictures that could not be used, or not any more, with the reasons.</summary>
    public abstract IReadOnlyList<SkippedPicture> Skipped { get; }

    /// <summary>Numbers in an item.</summary>
    public abstract int Length { get; }

    /// <summary>Writes the numbers of an item. Safe from many threads, each with a number of its own.</summary>
    /// <param name="item">0 to the count of <see cref="Contents"/> − 1.</param>
    /// <param name="mirrored">Whether to mirror it; false where that means nothing.</param>
    /// <param name="numbers">Receives <see cref="Length"/> numbers.</param>
    /// <param name="worker">The thread's number.</param>
    /// <returns>Whether the item is still there; one that was lost once stays so.</returns>
    public abstract bool Fill(int item, bool mirrored, Span<float> numbers, int worker);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
