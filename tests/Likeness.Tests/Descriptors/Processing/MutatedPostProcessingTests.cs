using Likeness.Descriptors.Processing;
using Likeness.Library;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Tests.Descriptors.Processing;

/// <summary>Whatever becomes of the file of a post-processing, it is read or refused in words.</summary>
public sealed class MutatedPostProcessingTests : IDisposable
{
    private const string Name = "codes";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_read_or_refused()
    {
        var library = new LibraryLayout(folder.Path);
        var components = new PrincipalComponents(RandomNumbers.Array(9, 1), RandomNumbers.Array(27, 2), RandomNumbers.Array(3, 3, 0.1f, 1));
        PostProcessingFile.Write(library, Name, new PostProcessing { Components = 3, Whitening = 0.5, Mirror = true }, "abc", components);
        var path = PostProcessingFile.PathOf(library, Name);
        Assert.InRange(Mutations.Check(File.ReadAllBytes(path), path, () => PostProcessingFile.Find(library, Name)), Mutations.Count / 2, Mutations.Count);
    }
}
