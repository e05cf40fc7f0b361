using System.Runtime.InteropServices;

namespace Likeness.Imaging.Tests.Support;

/// <summary>
/// Memory that ends where a page begins that may not be touched: reading or writing one byte behind it ends the test run at once, by
/// whomever, native libraries included. On systems other than Linux it is ordinary memory.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private readonly nuint length;
    private readonly nint memory;
    private readonly byte* end;

    /// <param name="capacity">Bytes that are needed at most.</param>
    public GuardedBytes(int capacity)
    {
        if (!OperatingSystem.IsLinux())
        {
            memory = (nint)NativeMemory.Alloc((nuint)capacity);
            end = (byte*)memory + capacity;
            return;
        }
        var page = (nuint)Environment.SystemPageSize;
        length = (((nuint)capacity + page - 1) / page * page) + page;
        memory = Map(0, length, ReadAndWrite, PrivateAnonymous, -1, 0);
        end = (byte*)memory + length - page;
        Assert.NotEqual(-1, memory);
        Assert.Equal(0, Protect((nint)end, page, 0));
    }

    /// <summary>The last bytes before the guard.</summary>
    public Span<byte> Take(int count) => new(end - count, count);

    /// <summary>A copy that ends at the guard.</summary>
    public ReadOnlySpan<byte> Hold(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(bytes.Length));
        return Take(bytes.Length);
    }

    public void Dispose()
    {
        if (length > 0)
            _ = Unmap(memory, length);
        else
            NativeMemory.Free((void*)memory);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint at, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint at, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint at, nuint length);
}
