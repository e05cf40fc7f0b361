using System.Runtime.InteropServices;

namespace Likeness.Numerics.Memory;

/// <summary>
/// A block of float32 that starts at a cache line and never moves, for memory that has no single owner: unlike an
/// <see cref="AlignedBuffer"/> it is given back by the garbage collector, once nothing refers to this object any more. Not initialised.
/// </summary>
internal sealed unsafe class PinnedBuffer
{
    private readonly float[] memory; // held here so that it lives as long as the pointer can be asked for

    /// <summary>Takes memory for <paramref name="length"/> floats.</summary>
    public PinnedBuffer(int length)
    {
        const int Alignment = AlignedBuffer.CacheLine;
        memory = GC.AllocateUninitializedArray<float>(checked(length + Alignment / sizeof(float)), pinned: true);
        fixed (float* start = memory) Pointer = (float*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        HugePages.Ask(Pointer, (nuint)length * sizeof(float));
    }

    /// <summary>The first float. Who uses it keeps a reference to this object meanwhile.</summary>
    public float* Pointer { get; }
}

/// <summary>
/// Asks Linux for 2 MiB pages. Where they are given only on request (the usual setting), memory without them reads at
/// about half the speed, and touching fresh pages costs more than the arithmetic done on them.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of such a page.</summary>
    public const int Size = 2 << 20;

    private const int MadviseHugePage = 14;

    /// <summary>Asks for them where whole ones fit between the two ends; what lies around stays as it is.</summary>
    public static void Ask(void* start, nuint bytes)
    {
        const nuint Mask = Size - 1;
        var first = ((nuint)start + Mask) & ~Mask;
        var end = ((nuint)start + bytes) & ~Mask;
        // Advice only: where it is refused or unknown, the memory works all the same.
        if (OperatingSystem.IsLinux() && end > first) _ = MemoryAdvise((void*)first, end - first, MadviseHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryAdvise(void* start, nuint bytes, int advice);
}
