using Likeness.Testing.OnnxRuntime;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>The bench prints what it measured under the documented names; how fast this machine is, no test asks.</summary>
public sealed class BenchTests
{
    [Theory]
    [InlineData("train --graph plain", "graph imageSize batch codes stepMilliseconds forwardMilliseconds backwardMilliseconds optimizerMilliseconds picturesPerSecond gflops peakGflops efficiency copyGigabytesPerSecond peakMemoryBytes simd threads")]
    [InlineData("train --graph seed", "graph imageSize batch codes stepMilliseconds forwardMilliseconds backwardMilliseconds optimizerMilliseconds picturesPerSecond gflops peakGflops efficiency copyGigabytesPerSecond peakMemoryBytes simd threads")]
    [InlineData("encode", "graph imageSize batch codes batchMilliseconds picturesPerSecond gflops peakGflops efficiency weightReadMilliseconds copyGigabytesPerSecond peakMemoryBytes simd threads")]
    public async Task Products_are_measured(string work, string names)
    {
        var report = Report.Of(await ProgramRun.Likeness(["bench", .. work.Split(' '), "--image-size", "16", "--batch", "3", "--codes", "5", "--runs", "3", "--json"]));
        Assert.Equal(names.Split(' '), report.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((16, 3, 5), (report.Number("imageSize"), report.Number("batch"), report.Number("codes")));
        foreach (var name in new[] { "picturesPerSecond", "gflops", "peakGflops", "efficiency", "copyGigabytesPerSecond" })
            Assert.True(report.GetProperty(name).GetDouble() > 0, name);
        var (reached, peak) = (report.GetProperty("gflops").GetDouble(), report.GetProperty("peakGflops").GetDouble());
        Assert.Equal(1, report.GetProperty("efficiency").GetDouble() * peak / reached, 1e-6);
    }

    [Fact]
    public async Task Loading_is_measured_on_a_picture_that_is_drawn()
    {
        var report = Report.Of(await ProgramRun.Likeness("bench", "load", "--source-height", "90", "--source-width", "120", "--image-size", "32", "--json"));
        Assert.Equal(["pictures", "sourceHeight", "sourceWidth", "imageSize", "millisecondsPerPicture", "picturesPerSecond", "peakMemoryBytes", "simd", "threads"], report.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((1, 90, 120), (report.Number("pictures"), report.Number("sourceHeight"), report.Number("sourceWidth")));
    }

    [OnnxRuntimeFact]
    public async Task A_network_is_measured_beside_itself_alone()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        Report.Of(await ProgramRun.Likeness(["train", folder["pictures"], "--library", folder["library"], .. TrainedLibrary.QuickBut("--image-size", "224"), "--json"]));
        Report.Of(await ProgramRun.Likeness("export", "onnx", "--library", folder["library"], "--output", folder["network.onnx"], "--json"));
        var report = Report.Of(await ProgramRun.Likeness("bench", "network", folder["network.onnx"], "--batch", "5", "--runs", "2", "--json"));
        Assert.Equal(["network", "batch", "dimensions", "describeMilliseconds", "networkMilliseconds", "ratio", "picturesPerSecond", "peakMemoryBytes", "threads"], report.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((5, 8), (report.Number("batch"), report.Number("dimensions")));
        Assert.Equal(report.GetProperty("describeMilliseconds").GetDouble() / report.GetProperty("networkMilliseconds").GetDouble(), report.GetProperty("ratio").GetDouble(), 1e-9);
        Assert.Contains("none.onnx", Complaint.Of(await ProgramRun.Likeness("bench", "network", folder["none.onnx"]), 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused_before_any_work()
    {
        var run = await ProgramRun.Likeness("bench", "train", "--image-size", "30", "--json");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("30", Complaint.Of(run, 2), StringComparison.Ordinal);
    }
}
