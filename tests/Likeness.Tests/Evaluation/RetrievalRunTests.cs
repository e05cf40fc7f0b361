using System.Text;
using Likeness.Descriptors;
using Likeness.Evaluation;
using Likeness.Library;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Evaluation;

public sealed class RetrievalRunTests : IAsyncLifetime
{
    private const int Pictures = 36;

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly Trained trained = new();

    public RetrievalRunTests()
    {
        Library = ImageLibrary.Create(
            folder["library"], new LibraryOptions { Source = source, Descriptors = DescriptorRegistry.Standard.With(trained).With(new Other(
                )) });
        for (var i = 0; i < Pictures; i++) folder.Write($"pictures/kind {i % 3}/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
    }

    private ImageLibrary Library { get; }

    public async Task InitializeAsync() =>
        await Library.IndexAsync([folder["pictures"]], new IndexRequest { Descriptors = ["trained", "other"], Threads = 1 });

    [Theory]
    [InlineData(RetrievalProtocol.LeaveOneOut)]
    [InlineData(RetrievalProtocol.HeldOut)]
    [InlineData(RetrievalProtocol.Unseen)]
    public async Task Every_protocol_agrees_with_sorting_everything(string protocol)
    {
        trained.Hashes = [.. Enumerable.Range(0, Pictures).Where(i => i % 4 != 1).Select(i => Hash(i).ToString())];
        var report = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Protocol = protocol, Draw = false });
        bool Asks(int i) => protocol == RetrievalProtocol.LeaveOneOut || i % 4 != 1;
        bool IsSearched(int i) => protocol switch { RetrievalProtocol.LeaveOneOut => true, RetrievalProtocol.HeldOut => i % 4 == 1, _ => i % 4 != 1 };
        Assert.Equal((protocol, protocol == RetrievalProtocol.Unseen ? 27 : Pictures, 3), (report.Protocol, report.Pictures, report.Labels));
        Assert.Equal(Enumerable.Range(0, Pictures).Count(Asks), report.Queries);
        Assert.Equal(["other", "trained"], report.Rankings.Select(ranking => ranking.Name).Order());
        foreach (var ranking in report.Rankings)
        {
            var dimensions = ranking.Name == "other" ? 3 : 4;
            var scores = Enumerable.Range(0, Pictures).Where(Asks).Select(query => Plain(query, IsSearched, dimensions)).ToArray();
            Assert.Equal(scores.Average(s => s.P1), ranking.P1, 1e-9);
            Assert.Equal(scores.Average(s => s.P10), ranking.P10, 1e-9);
            Assert.Equal(scores.Average(s => s.R), ranking.RPrecision, 1e-9);
            Assert.Equal(scores.Average(s => s.Average), ranking.Map, 1e-9);
            Assert.Equal(scores.Average(s => s.Vote), ranking.KnnAccuracy, 1e-9);
            // Where fewer than ten are searched, all queries score the same, and there is no interval.
            var isOne = protocol == RetrievalProtocol.HeldOut;
            Assert.InRange(ranking.P10, ranking.Low - 1e-9, ranking.High + 1e-9);
            Assert.Equal(isOne, ranking.High - ranking.Low < 1e-9);
        }
    }

    [Fact]
    public async Task Of_many_pictures_a_sample_drawn_by_the_seed_asks_and_the_report_says_of_how_many()
    {
        var all = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Draw = false });
        var some = await Library.EvaluateRetrievalAsync(new RetrievalSettings { MostQueries = 7, Draw = false });
        var again = await Library.EvaluateRetrievalAsync(new RetrievalSettings { MostQueries = 7, Draw = false });
        Assert.Equal((Pictures, Pictures, 0), (all.Queries, all.Eligible, all.LeftOut));
        Assert.Equal((7, Pictures, 0, Pictures), (some.Queries, some.Eligible, some.LeftOut, some.Pictures));
        Assert.Equal(some.Rankings, again.Rankings);
        var maps = new HashSet<double>();
        for (var seed = 0; seed < 5; seed++)
            maps.Add((await Library.EvaluateRetrievalAsync(
                new RetrievalSettings { MostQueries = 7, Seed = seed, Draw = false })).Rankings[0].Map);
        Assert.True(maps.Count > 1);
        Assert.Equal(
            all.Rankings,
            (await Library.EvaluateRetrievalAsync(new RetrievalSettings { MostQueries = Pictures, Seed = 3, Draw = false })).Rankings);
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.EvaluateRetrievalAsync(new RetrievalSettings { MostQueries = 0 }));
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.EvaluateRetrievalAsync(new RetrievalSettings { Seed = -1 }));
    }

    [Fact]
    public async Task A_label_file_takes_the_place_of_the_folders()
    {
        var lines = Enumerable.Range(0, Pictures).Select(i => $"pictures/kind {i % 3}/{i}.pic,{(i % 2 == 0 ? "even" : "odd")}");
        var file = folder.Write("labels.csv", Encoding.UTF8.GetBytes($"path,label\n{string.Join('\n', lines)}\n"));
        var report = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Labels = file, Descriptors = ["other"], Draw = false });
        Assert.Equal((2, "other"), (report.Labels, Assert.Single(report.Rankings).Name));
        File.AppendAllText(file, "pictures/none.pic,odd\n");
        Assert.Contains("none.pic", (await Assert.ThrowsAsync<UnusableInputException>(
            () => Library.EvaluateRetrievalAsync(new RetrievalSettings { Labels = file }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_a_descriptor_lacks_take_no_part_and_are_counted()
    {
        folder.Write("pictures/kind 1/new.pic", "new"u8);
        await Library.IndexAsync([folder["pictures"]], new IndexRequest { Descriptors = ["other"], Threads = 1 });
        var report = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Draw = false });
        Assert.Equal((Pictures, 1), (report.Pictures, report.WithoutVector));
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused_and_says_why()
    {
        Assert.Contains(
            "needs pictures that a training held back",
            await RefusalAsync(new RetrievalSettings { Protocol = RetrievalProtocol.Unseen }),
            StringComparison.Ordinal);
        trained.Hashes = ["0123"];
        Assert.Contains(
            "None of the 36 pictures",
            await RefusalAsync(new RetrievalSettings { Protocol = RetrievalProtocol.Unseen }),
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no vectors of 'codes', only of",
            await RefusalAsync(new RetrievalSettings { Descriptors = ["codes"] }),
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.EvaluateRetrievalAsync(new RetrievalSettings { Protocol = "all" }));
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.EvaluateRetrievalAsync(new RetrievalSettings { Together = [new("other", -1)] }));
    }

    public async Task DisposeAsync()
    {
        await Library.DisposeAsync();
        folder.Dispose();
    }

    private async Task<string> RefusalAsync(RetrievalSettings settings) =>
        (await Assert.ThrowsAsync<UnusableInputException>(() => Library.EvaluateRetrievalAsync(settings))).Message;

    private static ContentHash Hash(int i) => ContentHash.Of(Encoding.UTF8.GetBytes($"content {i}"));

    private (double P1, double P10, double R, double Average, double Vote) Plain(int query, Func<int, bool> isSearched, int dimensions)
    {
        float[] Vector(int i) => [.. Hash(i).ToBytes().Take(dimensions).Select(value => value / 255f)];
        string Path(int i) => folder[$"pictures/kind {i % 3}/{i}.pic"];
        int[] order =
        [
            .. Enumerable.Range(0, Pictures).Where(i => i != query && isSearched(i))
                .OrderBy(i => Vector(i).Zip(Vector(query), (a, b) => (a - b) * (a - b)).Sum()).ThenBy(Path, StringComparer.Ordinal),
        ];
        bool IsRight(int i) => i % 3 == query % 3;
        var relevant = order.Count(IsRight);
        var average = order.Select((picture, i) => IsRight(picture) ? (double)order.Take(i + 1).Count(IsRight) / (i + 1) : 0).Sum() / relevant;
        var top = order.Take(10).ToArray();
        var votes = top.GroupBy(i => i % 3).OrderByDescending(group => group.Count()).ThenBy(group => Array.IndexOf(top, group.First())).First().Key;
        return (IsRight(order[0]) ? 1 : 0, top.Count(IsRight) / (double)top.Length, order.Take(relevant).Count(IsRight) / (double)relevant, average, votes == query % 3 ? 1 : 0);
    }

    private sealed class Trained : IDescriptorSource
    {
        public IReadOnlyList<string>? Hashes { get; set; }

        public string Name => "trained";

        public bool IsIn(LibraryLayout library) => true;

        public IDescriptor Open(DescriptorOpening opening) => new FakeDescriptor(Name);

        public IReadOnlyList<string>? HeldBack(LibraryLayout library) => Hashes;
    }

    private sealed class Other : IDescriptorSource
    {
        public string Name => "other";

        public bool IsIn(LibraryLayout library) => true;

        public IDescriptor Open(DescriptorOpening opening) => new FakeDescriptor(Name, dimensions: 3);
    }
}
