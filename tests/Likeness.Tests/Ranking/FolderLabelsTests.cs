using Likeness.Ranking;

namespace Likeness.Tests.Ranking;

public sealed class FolderLabelsTests
{
    [Fact]
    public void The_label_is_the_name_of_the_folder() =>
        Assert.Equal(["coast", "coast", "forest"], FolderLabels.Of(["/p/coast/1.jpg", "/q/coast/2.jpg", "/p/forest/1.jpg"]));

    [Fact]
    public void Pictures_that_share_one_folder_have_no_labels() => Assert.Equal([null, null], FolderLabels.Of(["/p/1.jpg", "/p/2.jpg"]));

    [Fact]
    public void No_pictures_have_no_labels() => Assert.Empty(FolderLabels.Of([]));
}
