using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Tests.Scanning;

public sealed class ScarcityTests
{
    [Theory]
    [InlineData(12, "memory")]
    [InlineData(23, "on this machine")]
    [InlineData(24, "ulimit -n")]
    public void What_is_scarce_is_named_with_what_to_do(int error, string words) => Assert.Contains(words, Scarcity.Of(error), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(13)]
    public void Other_errors_are_left_to_the_system(int error) => Assert.Null(Scarcity.Of(error));

    [Fact]
    public void Words_of_native_libraries_about_memory_are_told_from_those_about_a_file()
    {
        Assert.True(BadPictureException.TellsOfMemory("Insufficient memory (case 4)"));
        Assert.True(BadPictureException.TellsOfMemory("vips_malloc: out of memory --- size == 900MB"));
        Assert.False(BadPictureException.TellsOfMemory("Corrupt JPEG data: premature end of data segment"));
        Assert.False(BadPictureException.TellsOfMemory("Security limit exceeded"));
        Assert.True(BadPictureException.NoMemory().ForCallers("cannot use x: ").MayPass);
        Assert.False(new BadPictureException("damaged").ForCallers().MayPass);
    }

    [Fact]
    public void Too_many_open_files_are_named_and_are_not_the_pictures_fault()
    {
        var failure = Assert.Throws<BadPictureException>(() => { new FileContent(new Failing(24)).Read("a.jpg", 100); });
        Assert.Contains("ulimit -n", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.MayPass);
        Assert.False(Assert.Throws<BadPictureException>(() => { new FileContent(new Failing(13)).Read("a.jpg", 100); }).MayPass);
    }

    private sealed class Failing(int error) : IFileSystem
    {
        public FileStatus GetStatus(string path) => throw new NotSupportedException();

        public FileIdentity Identify(string path) => throw new NotSupportedException();

        public string RealPath(string path) => throw new NotSupportedException();

        public List<FolderEntry> List(string folder) => throw new NotSupportedException();

        public void CheckReadable(string path) => throw new NotSupportedException();

        public SafeFileHandle Open(string path) => throw new IOException(Scarcity.Of(error) ?? "permission denied", error);
    }
}
