using System.Runtime.InteropServices;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Makes files and folders whose names .NET cannot write.</summary>
internal static partial class LinuxBytes
{
    public static void WriteFile(string folder, ReadOnlySpan<byte> name, byte[] content)
    {
        var file = creat([.. System.Text.Encoding.UTF8.GetBytes(folder), (byte)'/', .. name, 0], 0b110_100_100);
        Assert.True(file >= 0, "the file system refuses names that are not UTF-8");
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(file, true);
        RandomAccess.Write(handle, content, 0);
    }

    public static void MakeFolder(string folder, ReadOnlySpan<byte> name) =>
        Assert.Equal(0, mkdir([.. System.Text.Encoding.UTF8.GetBytes(folder), (byte)'/', .. name, 0], 0b111_101_101));

    public static void MakePipe(string path) => Assert.Equal(0, mkfifo([.. System.Text.Encoding.UTF8.GetBytes(path), 0], 0b110_100_100));

    /// <summary>
    /// Sets the time of writing, which .NET refuses to set outside of its own years; the file system may move or refuse it.
    /// </summary>
    public static unsafe void TrySetTime(string path, long seconds)
    {
        if (!OperatingSystem.IsLinux()) return;
        var times = stackalloc long[] { seconds, 0, seconds, 0 };
        _ = utimensat(-100, [.. System.Text.Encoding.UTF8.GetBytes(path), 0], times, 0);
    }

    /// <summary>Runs something as a user who owns nothing, also when the tests run as root, whom no permission binds.</summary>
    public static void AsNobody(Action action)
    {
        const int Nobody = 65534;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            var self = setfsuid(Nobody); // of this thread alone
            failure = Record.Exception(action);
            _ = setfsuid(self);
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(int user);

    [LibraryImport("libc")]
    private static partial int creat(byte[] path, uint mode);

    [LibraryImport("libc")]
    private static unsafe partial int utimensat(int folder, byte[] path, long* times, int flags);

    [LibraryImport("libc")]
    private static partial int mkdir(byte[] path, uint mode);

    [LibraryImport("libc")]
    private static partial int mkfifo(byte[] path, uint mode);
}
