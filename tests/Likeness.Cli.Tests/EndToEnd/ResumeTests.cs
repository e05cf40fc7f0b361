using System.Diagnostics;
using System.Text.Json;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>A training that was cut off goes on as if it had never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Kills = 5;
    private const int Epochs = 1500;

    // Long enough to be killed five times, short enough to wait for.
    private static readonly string[] Long = [.. TrainedLibrary.QuickBut("--epochs", $"{Epochs}"), "--flip", "--schedule", "time", "--checkpoint", "0"];

    private readonly TemporaryFolder folder = new();

    public ResumeTests() => Collection.Draw(folder["pictures"]);

    private string Pictures => folder["pictures"];

    private string Library => folder["library"];

    private string Checkpoint => Path.Combine(Library, "training", "checkpoint.safetensors");

    public void Dispose() => folder.Dispose();

    [FactOnLinux]
    public async Task Killed_at_five_moments_the_weights_are_those_of_an_undisturbed_training()
    {
        Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", folder["undisturbed"], .. Long, "--json"]));
        var random = new Random(20);
        string[] command = ["train", Pictures, "--library", Library, .. Long];
        for (var kill = 0; kill < Kills; kill++)
        {
            // After a checkpoint of its own, and then at any moment: also while the next is being written.
            var (before, wait, seen) = (Written(), random.Next(400), new Stopwatch());
            var run = await Signals.Likeness("KILL", () =>
            {
                if (Written() != before) seen.Start();
                return seen.ElapsedMilliseconds >= wait && seen.IsRunning;
            }, command);
            Assert.Equal(128 + 9, run.ExitCode);
            command = ["train", "--resume", "--library", Library];
        }

        var checkpoint = File.ReadAllBytes(Checkpoint);
        await FinishAsUndisturbed(command);

        // Killed at the very end, after the model was put in its place and before the checkpoint was taken away.
        File.WriteAllBytes(Checkpoint, checkpoint);
        await FinishAsUndisturbed(command);
    }

    private async Task FinishAsUndisturbed(string[] command)
    {
        var report = Report.Of(await ProgramRun.Likeness([.. command, "--json"]));
        Assert.Equal(Epochs, report.Number("epochs"));
        foreach (var file in (string[])["model.safetensors", "training/last.safetensors"])
            Assert.Equal(Digests(Path.Combine(folder["undisturbed"], file)), Digests(Path.Combine(Library, file)));
        Assert.Equal(Losses(folder["undisturbed"]), Losses(Library));
        Assert.False(File.Exists(Checkpoint));
        Leftovers.None(Library);
    }

    [FactOnLinux]
    public async Task Killed_before_the_first_checkpoint_it_begins_again_and_ends_with_the_same_weights()
    {
        string[] settings = [.. TrainedLibrary.QuickBut("--epochs", $"{Epochs}"), "--flip", "--checkpoint", "1000000"];
        Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", folder["undisturbed"], .. settings, "--json"]));
        var history = Path.Combine(Library, "training", "history.csv");
        var run = await Signals.Likeness("KILL", () => File.Exists(history), ["train", Pictures, "--library", Library, .. settings]);
        Assert.Equal(128 + 9, run.ExitCode);
        Assert.False(File.Exists(Checkpoint));
        Assert.Equal(Epochs, Report.Of(await ProgramRun.Likeness("train", "--resume", "--library", Library, "--json")).Number("epochs"));
        Assert.Equal(Digests(Path.Combine(folder["undisturbed"], "model.safetensors")), Digests(Path.Combine(Library, "model.safetensors")));
        Assert.Contains("no unfinished training", await Refused(3), StringComparison.Ordinal);
        Leftovers.None(Library);
    }

    [FactOnLinux]
    public async Task After_Ctrl_C_nothing_is_lost_and_other_settings_or_pictures_are_refused()
    {
        var history = Path.Combine(Library, "training", "history.csv");
        string[] command = ["train", Pictures, "--library", Library, .. TrainedLibrary.QuickBut("--epochs", "100000"), "--checkpoint", "1000000"];
        var line = Complaint.Of(await Signals.Likeness("INT", () => File.Exists(history), command), 130);
        Assert.Contains("--resume", line, StringComparison.Ordinal);
        Assert.True(File.Exists(Checkpoint));

        Assert.Contains("codes is 9; the unfinished training has 8", await Refused(2, "--codes", "9"), StringComparison.Ordinal);
        Assert.Contains("the unfinished training has", await Refused(2, folder["elsewhere"]), StringComparison.Ordinal);

        var added = Path.Combine(Pictures, "coast", "added.jpg");
        File.Copy(Path.Combine(Pictures, "coast", "2.jpg"), added);
        Assert.Contains($"not those that the unfinished training learned from: 1 are new or changed (the first: {added})", await Refused(3), StringComparison.Ordinal);
        File.Delete(added);

        // The first run may have come any number of epochs far before the signal reached it: what is waited for is an epoch of the second.
        var before = File.ReadAllLines(history).Length;
        var again = await Signals.Likeness("INT", () => File.ReadAllLines(history).Length > before, "train", "--resume", "--library", Library, "--epochs", "100000");
        Assert.Contains("Going on in epoch", again.Notes, StringComparison.Ordinal);
        Assert.Equal(130, again.ExitCode);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_go_on_with_that_is_said()
    {
        Assert.Contains("no library", await Refused(3), StringComparison.Ordinal);
        Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", Library, .. TrainedLibrary.Quick, "--json"]));
        Assert.Contains("no unfinished training", await Refused(3), StringComparison.Ordinal);
        Assert.Contains("no pictures were named", Complaint.Of(await ProgramRun.Likeness("train", "--library", Library), 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_refused_and_a_new_training_works()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Checkpoint)!);
        File.WriteAllText(Checkpoint, "not a checkpoint at all, only a text of some length");
        await Refused(4);
        Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", Library, .. TrainedLibrary.Quick, "--json"]));
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public async Task Patience_ends_a_training_early_and_keeps_both_the_best_and_the_last()
    {
        string[] settings = [.. TrainedLibrary.QuickBut("--epochs", "5000"), "--patience", "3", "--learning-rate", "0.02", "--schedule", "constant"];
        var report = Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", Library, .. settings, "--json"]));
        Assert.InRange(report.Number("epochs"), 4, 4999);
        Assert.Equal(3, report.Number("epochs") - report.Number("bestEpoch"));
        var last = report.GetProperty("last").GetString()!;
        Assert.Equal(Path.Combine(Library, "training", "last.safetensors"), last);
        Assert.NotEqual(Digests(last), Digests(Path.Combine(Library, "model.safetensors")));
    }

    [Fact]
    public async Task Without_validation_all_pictures_are_learned_from_and_the_last_epoch_is_kept()
    {
        var report = Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", Library, .. TrainedLibrary.Quick, "--validation", "0", "--json"]));
        Assert.Equal((Collection.Count, 0, 2), (report.Number("training"), report.Number("validation"), report.Number("bestEpoch")));
        Assert.Equal(report.GetProperty("model").GetString(), report.GetProperty("last").GetString());
    }

    private async Task<string> Refused(int exitCode, params string[] more) => Complaint.Of(await ProgramRun.Likeness(["train", "--resume", "--library", Library, .. more]), exitCode);

    private DateTime? Written() => File.Exists(Checkpoint) ? File.GetLastWriteTimeUtc(Checkpoint) : null;

    /// <summary>A digest of every tensor; the rest of a model file tells times, which differ.</summary>
    private static string Digests(string model)
    {
        var file = File.ReadAllBytes(model);
        using var header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file)));
        return header.RootElement.GetProperty("__metadata__").GetProperty("digests").GetString()!;
    }

    private static string[] Losses(string library) =>
        [.. File.ReadAllLines(Path.Combine(library, "training", "history.csv")).Select(line => string.Join(',', line.Split(',').Take(6)))];
}
