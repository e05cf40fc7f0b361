using System.Text;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class SeveralProcessesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeDescriptor descriptor = new();

    private ImageLibrary Library => ImageLibrary.Create(folder["library"], new FakeSource());

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public void An_index_run_that_is_killed_leaves_a_library_that_the_next_run_completes(int batches)
    {
        for (var i = 0; i < 200; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        using (var other = new OtherProcess("index", folder["library"], folder["pictures"]))
        {
            other.WaitFor("batch", batches);
            other.Kill();
        }
        var kept = (int)Library.Info().Pictures;
        Assert.InRange(kept, 4 * (batches - 1), 199);
        var report = Library.Index([folder["pictures"]], [descriptor]);
        Assert.Equal((200 - kept, kept), (report.Added, report.Unchanged));
        Assert.Equal(200, Library.Search(folder["pictures/0.pic"], descriptor, new SearchRequest(1000, IncludeSelf: true)).Hits.Count);
    }

    [Fact]
    public void A_library_that_another_process_writes_to_can_be_searched_but_not_written_to()
    {
        for (var i = 0; i < 200; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        using var other = new OtherProcess("index", folder["library"], folder["pictures"]);
        other.WaitFor("batch", 3);
        var busy = Assert.Throws<LibraryBusyException>(() => Library.Index([folder["pictures"]], [descriptor]));
        Assert.Contains("another process", busy.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Library.Search(folder["pictures/0.pic"], descriptor).Hits);
    }

    [Fact]
    public void The_lock_of_a_killed_process_is_free()
    {
        using (var other = new OtherProcess("lock", folder["library"]))
        {
            other.WaitFor("locked");
            Assert.Throws<LibraryBusyException>(Library.Lock);
        }
        using var mine = Library.Lock();
    }

    public void Dispose()
    {
        descriptor.Dispose();
        folder.Dispose();
    }
}
