using System.Text;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class SeveralProcessesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeDescriptor descriptor = new();

    public SeveralProcessesTests() =>
        Library = ImageLibrary.Create(folder["library"], GivenDescriptor.Options(new FakeSource(), new GivenDescriptor(descriptor)));

    private ImageLibrary Library { get; }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public async Task An_index_run_that_is_killed_leaves_a_library_that_the_next_run_completes(int batches)
    {
        for (var i = 0; i < 200; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        using (var other = new OtherProcess("index", folder["library"], folder["pictures"]))
        {
            other.WaitFor("batch", batches);
            other.Kill();
        }
        var kept = (int)(await Library.InfoAsync()).Pictures;
        Assert.InRange(kept, 4 * (batches - 1), 199);
        var report = await Library.IndexAsync([folder["pictures"]], [descriptor]);
        Assert.Equal((200 - kept, kept), (report.Added, report.Unchanged));
        Assert.Equal(
            200, (await Library.SearchAsync(folder["pictures/0.pic"], new SearchRequest { K = 1000, IncludeSelf = true })).Hits.Count);
    }

    [Fact]
    public async Task A_library_that_another_process_writes_to_can_be_searched_but_not_written_to()
    {
        for (var i = 0; i < 200; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        using var other = new OtherProcess("index", folder["library"], folder["pictures"]);
        other.WaitFor("batch", 3);
        var busy = await Assert.ThrowsAsync<LibraryBusyException>(() => Library.IndexAsync([folder["pictures"]], [descriptor]));
        Assert.Contains("another process", busy.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await Library.SearchAsync(folder["pictures/0.pic"])).Hits);
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
        Library.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        folder.Dispose();
    }
}
