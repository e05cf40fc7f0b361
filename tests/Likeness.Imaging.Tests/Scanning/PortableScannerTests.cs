using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Scanning;

/// <summary>Through .NET alone, as on Windows and macOS.</summary>
public sealed class PortableScannerTests : PictureScannerConformance
{
    private protected override IFileSystem Files { get; } = new PortableFileSystem();

    [LinuxFact]
    public void A_pipe_is_neither_waited_for_when_it_is_looked_at_nor_when_it_is_opened()
    {
        var pipe = Folder.File("pipe.jpg");
        LinuxBytes.MakePipe(pipe);
        Files.CheckReadable(pipe);
        Assert.Throws<IOException>(() => { Files.Open(pipe).Dispose(); });
    }
}
