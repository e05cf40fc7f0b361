namespace Likeness.Imaging.Decoding;

/// <summary>Bytes that are taken again and again without allocating; one user at a time.</summary>
internal sealed class ReusedBuffer
{
    // A rare huge picture must not hold its memory for the rest of a run.
    private const int MostKept = 64 << 20;

    private byte[] bytes = [];

    /// <summary>What was taken last.</summary>
    public ReadOnlySpan<byte> Taken => bytes;

    /// <summary>At least <paramref name="length"/> bytes of any content; what was taken before is gone.</summary>
    public byte[] Take(int length)
    {
        if (bytes.Length < length)
            bytes = GC.AllocateUninitializedArray<byte>(length <= MostKept / 2 ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length) : length);
        return bytes;
    }

    /// <summary>Gives memory back that is too large to keep.</summary>
    public void Trim()
    {
        if (bytes.Length > MostKept)
            bytes = [];
    }
}
