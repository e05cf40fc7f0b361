using System.Diagnostics;
using System.Text.Json;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Learning from labels by the program: what it leaves, and what it refuses before any work.</summary>
public sealed class TripletTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    private const int Cancelled = 130;
    private const int Killed = 128 + 9;

    private static readonly string[] Quick = ["--objective", "triplet", "--epochs", "3", "--batch", "6", "--threads", "1"];
    private static readonly string[] Encoder = ["--image-size", "16", "--filters", "4,8"];

    [Fact]
    public async Task A_new_encoder_learns_the_folders_and_the_same_seed_gives_the_same()
    {
        using var folder = new TemporaryFolder();
        var run = await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["a"], .. Quick, .. Encoder, "--embedding", "6", "--flip", "--json"]);
        var report = Report.Of(run);
        Assert.Equal((Collection.Count, Collection.Kinds, 6, 3), (report.Number("pictures"), report.Number("labels"), report.Number("dimensions"), report.Number("epochs")));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("startP10").ValueKind);
        Assert.Contains("Epoch 3/3  loss ", run.Notes, StringComparison.Ordinal);
        Assert.True(File.Exists(report.GetProperty("model").GetString()));
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(folder["a/training/triplet/loss.png"])[..4]);
        var again = Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["b"], .. Quick, .. Encoder, "--embedding", "6", "--flip", "--json"]));
        Assert.Equal(report.GetProperty("fingerprint").GetString(), again.GetProperty("fingerprint").GetString());
        Leftovers.None(folder["a"]);

        // A library that holds no more than this can be indexed and searched by it.
        Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", folder["a"], "--descriptor", "triplet", "--json"));
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        Assert.Equal(Collection.Count - 1, Report.Of(await ProgramRun.Likeness("search", query, "--library", folder["a"], "--descriptor", "triplet", "-k", "100", "--json")).Hits().Length);
    }

    [Fact]
    public async Task From_the_librarys_model_it_tells_both_precisions_and_leaves_the_model_alone()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var model = File.ReadAllBytes(Path.Combine(library, "model.safetensors"));
        var run = await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. Quick, "--from", "model", "--validation", "0.4"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("what it started from had P@1 ", run.Results, StringComparison.Ordinal);
        Assert.Contains("8 numbers", run.Results, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(library, "model.safetensors")));
    }

    [Fact]
    public async Task Labels_come_from_a_file_too()
    {
        using var folder = new TemporaryFolder();
        var pictures = Directory.GetFiles(trained.Pictures, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        string[] lines = ["path,label", .. pictures.Select((path, i) => $"\"{path}\",{(i % 2 == 0 ? "even" : "odd")}")];
        var report = Report.Of(await Train(lines));
        Assert.Equal(2, report.Number("labels"));

        await Refused([.. lines.SkipLast(1)], pictures[^1]);
        await Refused([.. lines, lines[1]], pictures[0]);
        await Refused([.. lines, "nowhere.jpg,odd"], "nowhere.jpg");
        await Refused([.. lines.SkipLast(1), $"\"{pictures[^1]}\","], "no label");
        await Refused(["path,label", .. pictures.Select(path => $"\"{path}\",same")], "same");
        await Refused(["path,label", .. pictures.Select((path, i) => $"\"{path}\",{i}")], "two pictures");
        var missing = Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["library"], .. Quick, .. Encoder, "--labels", folder["none.csv"]]), 3);
        Assert.Contains("none.csv", missing, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["refused/training"]));

        Task<ProgramRun> Train(string[] content, string library = "library")
        {
            File.WriteAllLines(folder["labels.csv"], content);
            return ProgramRun.Likeness(["train", trained.Pictures, "--library", folder[library], .. Quick, .. Encoder, "--labels", folder["labels.csv"], "--json"]);
        }

        async Task Refused(string[] content, string named) => Assert.Contains(named, Complaint.Of(await Train(content, "refused"), 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_cannot_start_from_is_told()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var line = Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. Quick, "--from", "onnx"]), 3);
        Assert.Contains("no vectors of the descriptor 'onnx'", line, StringComparison.Ordinal);
        Assert.Contains("no library", Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["none"], .. Quick, "--from", "model"]), 3), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
        File.Delete(Path.Combine(library, "model.safetensors"));
        Assert.Contains("no model at", Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. Quick, "--from", "model"]), 3), StringComparison.Ordinal);
        Assert.Contains("lie in one", Complaint.Of(await ProgramRun.Likeness(["train", Path.Combine(trained.Pictures, "coast"), "--library", library, .. Quick, .. Encoder]), 3), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(library, "descriptors")));
    }

    [FactOnLinux]
    public async Task Killed_at_three_moments_and_resumed_the_weights_are_those_of_an_undisturbed_training()
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["--objective", "triplet", "--epochs", "400", "--batch", "6", "--threads", "1", "--flip", "--checkpoint", "0", .. Encoder];
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["undisturbed"], .. settings, "--json"]));
        var (random, checkpoint) = (new Random(21), folder["library/training/triplet/checkpoint.safetensors"]);
        string[] command = ["train", trained.Pictures, "--library", folder["library"], .. settings];
        for (var kill = 0; kill < 3; kill++)
        {
            // After a checkpoint of its own, and then at any moment: also while the next is being written.
            var (before, wait, seen) = (Written(), random.Next(200), new Stopwatch());
            var run = await Signals.Likeness("KILL", () =>
            {
                if (Written() != before) seen.Start();
                return seen.IsRunning && seen.ElapsedMilliseconds >= wait;
            }, command);
            Assert.Equal(Killed, run.ExitCode);
            command = ["train", "--resume", "--library", folder["library"]];
        }

        var report = Report.Of(await ProgramRun.Likeness([.. command, "--json"]));
        Assert.Equal((400, Collection.Kinds), (report.Number("epochs"), report.Number("labels")));
        Assert.Equal(Digests(folder["undisturbed"]), Digests(folder["library"]));
        Assert.False(File.Exists(checkpoint));
        Assert.Contains("no unfinished training", Complaint.Of(await ProgramRun.Likeness(command), 3), StringComparison.Ordinal);
        Leftovers.None(folder["library"]);

        DateTime? Written() => File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : null;

        static string Digests(string library)
        {
            var file = File.ReadAllBytes(Path.Combine(library, "descriptors", "triplet.safetensors"));
            using var header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file)));
            return header.RootElement.GetProperty("__metadata__").GetProperty("digests").GetString()!;
        }
    }

    [FactOnLinux]
    public async Task Killed_before_the_first_checkpoint_it_begins_again_with_the_same_settings()
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["--objective", "triplet", "--epochs", "400", "--batch", "6", "--threads", "1", "--checkpoint", "1000000", .. Encoder];
        var expected = Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["undisturbed"], .. settings, "--json"]));
        var history = folder["library/training/triplet/history.csv"];
        var run = await Signals.Likeness("KILL", () => File.Exists(history), ["train", trained.Pictures, "--library", folder["library"], .. settings]);
        Assert.Equal(Killed, run.ExitCode);
        Assert.False(File.Exists(folder["library/training/triplet/checkpoint.safetensors"]));
        var report = Report.Of(await ProgramRun.Likeness("train", "--resume", "--objective", "triplet", "--library", folder["library"], "--json"));
        Assert.Equal(expected.GetProperty("fingerprint").GetString(), report.GetProperty("fingerprint").GetString());
        Leftovers.None(folder["library"]);
    }

    [FactOnLinux]
    public async Task Ctrl_C_keeps_the_best_so_far_and_a_kill_leaves_what_there_was()
    {
        using var folder = new TemporaryFolder();
        var (history, embedding) = (folder["library/training/triplet/history.csv"], folder["library/descriptors/triplet.safetensors"]);
        string[] endless = ["train", trained.Pictures, "--library", folder["library"], "--objective", "triplet", "--epochs", "100000", "--batch", "6", "--threads", "1", .. Encoder];
        var line = Complaint.Of(await Signals.Likeness("INT", () => File.Exists(history), endless), Cancelled);
        Assert.Contains(embedding, line, StringComparison.Ordinal);
        Assert.Contains("it can go on from there (train --resume)", line, StringComparison.Ordinal);
        var before = File.ReadAllBytes(embedding);
        File.Delete(history);
        Assert.Equal(Killed, (await Signals.Likeness("KILL", () => File.Exists(history), [.. endless, "--seed", "5"])).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(embedding));
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["library"], .. Quick, .. Encoder, "--json"]));
        Assert.NotEqual(before, File.ReadAllBytes(embedding));
        Leftovers.None(folder["library"]);
    }
}
