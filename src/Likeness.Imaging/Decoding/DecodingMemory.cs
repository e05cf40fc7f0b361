namespace Likeness.Imaging.Decoding;

/// <summary>
/// Memory that the decoders of a process share. A progressive JPEG keeps all its coefficients until its last scan, an interlaced PNG all
/// its pixels; one such picture is well, one for each reader may be more than the machine has. Large pictures wait for each other, in the
/// order in which they came; small ones, which are nearly all, take nothing and never wait.
/// </summary>
/// <param name="budget">Bytes for all. A picture that takes more is decoded while no other large one is.</param>
internal sealed class DecodingMemory(long budget)
{
    /// <summary>What is taken without asking.</summary>
    public const long Small = 32L << 20;

    private readonly object gate = new();
    private long taken;
    private long nextTicket;
    private long serving;

    /// <summary>That of this process: a gigabyte, or a quarter of what the process may have at all.</summary>
    public static DecodingMemory Shared { get; } = new(Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>Large pictures that wait for their share.</summary>
    public long Waiting
    {
        get
        {
            lock (gate)
                return nextTicket - serving;
        }
    }

    /// <summary>Takes a share, as soon as there is one; disposing gives it back. The caller holds no lock that another decoder waits for.</summary>
    /// <param name="bytes">What decoding is expected to take.</param>
    public Share Take(long bytes)
    {
        if (bytes <= Small)
            return default;
        lock (gate)
        {
            var ticket = nextTicket++;
            while (ticket != serving || (taken > 0 && taken + bytes > budget))
                Monitor.Wait(gate);
            serving++;
            taken += bytes;
            Monitor.PulseAll(gate); // there may be enough for the next one too
        }
        return new Share(this, bytes);
    }

    private void Return(long bytes)
    {
        lock (gate)
        {
            taken -= bytes;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Memory that was taken.</summary>
    internal readonly struct Share(DecodingMemory? owner, long bytes) : IDisposable
    {
        public void Dispose() => owner?.Return(bytes);
    }
}
