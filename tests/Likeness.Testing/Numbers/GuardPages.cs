using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Testing.Numbers;

/// <summary>On which side of the numbers a forbidden page lies without a gap.</summary>
public enum GuardSide
{
    Before,
    Behind,
}

/// <summary>
/// Memory between two pages that nobody may touch: one byte read or written beyond it ends the test run at once. The bytes begin right behind the first of
/// the two pages, or end right before the second; what is left of their own pages lies on the other side.
/// </summary>
public sealed unsafe partial class GuardPages : IDisposable
{
    private const int Read = 1;
    private const int Write = 2;
    private const int Private = 2;
    private const int Fixed = 0x10;

    private readonly byte* first;
    private readonly byte* inner;
    private readonly nuint innerLength;
    private readonly nuint bytes;

    /// <param name="bytes">How many bytes have to be there, at least 1.</param>
    /// <param name="side">Where they touch a forbidden page.</param>
    public GuardPages(long bytes, GuardSide side) : this(bytes, side, file: null) { }

    private GuardPages(long bytes, GuardSide side, SafeFileHandle? file)
    {
        var page = (nuint)Environment.SystemPageSize;
        this.bytes = (nuint)bytes;
        innerLength = (this.bytes + page - 1) / page * page;
        // All of it is forbidden at first; then the inner pages are laid over it.
        first = Map(null, innerLength + 2 * page, 0, Private | Anonymous, -1);
        inner = file is null
            ? Map(first + page, innerLength, Read | Write, Private | Fixed | Anonymous, -1)
            : Map(first + page, innerLength, Read, Private | Fixed, (int)file.DangerousGetHandle());
        Start = side == GuardSide.Before ? inner : inner + (innerLength - this.bytes);
    }

    /// <summary>Whether the system of this machine has what it takes.</summary>
    public static bool Supported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>The first of the bytes that were asked for.</summary>
    public byte* Start { get; }

    /// <summary>What is left of the pages: before the bytes or behind them.</summary>
    public Span<byte> Rest => Start == inner
        ? new Span<byte>(Start + bytes, (int)(innerLength - bytes))
        : new Span<byte>(inner, (int)(innerLength - bytes));

    private static int Anonymous => OperatingSystem.IsMacOS() ? 0x1000 : 0x20;

    /// <summary>A file whose size is a multiple of the page's, with nothing behind it.</summary>
    public static GuardPages Of(string path)
    {
        using var file = File.OpenHandle(path);
        return new GuardPages(RandomAccess.GetLength(file), GuardSide.Behind, file);
    }

    public void Dispose() => _ = Unmap(first, innerLength + 2 * (nuint)Environment.SystemPageSize);

    private static byte* Map(byte* at, nuint length, int protection, int flags, int file)
    {
        var start = MemoryMap(at, length, protection, flags, file, 0);
        return (nint)start == -1 ? throw new IOException($"{length} bytes cannot be mapped: error {Marshal.GetLastPInvokeError()}") : start;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* MemoryMap(byte* at, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* at, nuint length);
}
