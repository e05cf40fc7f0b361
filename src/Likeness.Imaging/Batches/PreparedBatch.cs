using System.Runtime.ExceptionServices;

namespace Likeness.Imaging.Batches;

/// <summary>A batch on its way from the thread that prepares to the one that reads.</summary>
internal sealed class PreparedBatch(int bytes)
{
    /// <summary>Bytes, one picture after the other.</summary>
    public byte[] Pictures { get; } = GC.AllocateUninitializedArray<byte>(bytes);

    /// <summary>How many; 0 after the last batch of an epoch.</summary>
    public int Count { get; set; }

    /// <summary>What went wrong instead, for the reader to throw.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }
}
