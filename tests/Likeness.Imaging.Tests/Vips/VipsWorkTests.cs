using System.Runtime.InteropServices;
using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Tests.Vips;

/// <summary>
/// libvips collects what it complains of in one log for all threads, and every failure empties it. Run by itself: two works that wait for each other would wait for ever
/// beside a third that wants to be alone.
/// </summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
[Collection(Alone)]
public sealed class VipsWorkTests
{
    private const string Alone = "libvips's log";

    [Fact]
    public async Task A_warning_counts_also_when_a_failure_beside_it_took_it_out_of_the_log()
    {
        using var warned = new ManualResetEventSlim();
        using var emptied = new ManualResetEventSlim();
        var failing = Task.Run(() => Assert.Throws<InvalidOperationException>(() => VipsWork.Run<int>(
            () =>
            {
                warned.Wait();
                var failure = new NetVips.VipsException("a failure"); // takes what the log holds
                emptied.Set();
                throw failure;
            },
            _ => new InvalidOperationException())));
        var runs = 0;
        var message = Assert.Throws<FormatException>(() => VipsWork.Run(
            () =>
            {
                Complain("VipsJpeg"u8, "rows are missing"u8);
                warned.Set();
                emptied.Wait();
                return runs++;
            },
            said => new FormatException(said),
            warning: "VipsJpeg")).Message;
        Assert.Contains("rows are missing", message, StringComparison.Ordinal);
        Assert.Equal(2, runs);
        await failing;
    }

    [Fact]
    public void Work_that_warns_of_nothing_runs_once()
    {
        var runs = 0;
        Assert.Equal(0, VipsWork.Run(() => runs++, said => new FormatException(said), warning: "VipsNothing"));
        Assert.Equal(1, runs);
    }

    // As libvips's own code does it; the texts end with a zero.
    private static unsafe void Complain(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> text)
    {
        fixed (byte* from = domain, said = text)
            ((delegate* unmanaged[Cdecl]<byte*, byte*, void>)NativeLibrary.GetExport(VipsLibrary.Binary.Handle, "vips_error"))(from, said);
    }
}
