using Likeness.Imaging.Decoding;
using Likeness.Testing.Numbers;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Cli.Tests.EndToEnd;

public sealed class ExportTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [OnnxRuntimeFact]
    public async Task Elsewhere_the_exported_encoder_gives_the_codes_that_the_library_gives()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var report = Report.Of(await ProgramRun.Likeness("export", "onnx", "--library", library, "--json"));
        var file = report.GetProperty("file").GetString()!;
        Assert.Equal(Path.Combine(library, "encoder.onnx"), file);
        Assert.Equal(new FileInfo(file).Length, report.GetProperty("bytes").GetInt64());

        await using var opened = ImageLibrary.Open(library);
        using var codes = opened.OpenDescriptor("codes");
        var pixels = new byte[codes.PictureHeight * codes.PictureWidth * 3];
        using (var reader = new PictureReader()) reader.Read(Path.Combine(trained.Pictures, "coast", "2.jpg"), codes.PictureHeight, codes.PictureWidth, pixels);
        var expected = new float[codes.Dimensions];
        codes.Describe(pixels, 1, expected);
        float[] input = [.. pixels.Select(value => value / 255f)];
        var actual = OnnxRuntime.Run(file, input, 1, codes.PictureHeight, codes.PictureWidth, 3);
        Close.Check(Close.ToDouble(expected), actual["codes"].Values, relative: 1e-4);
    }

    [Fact]
    public async Task The_whole_autoencoder_goes_where_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        var report = Report.Of(await ProgramRun.Likeness("export", "onnx", "--library", trained.Library, "--part", "autoencoder", "--output", folder["all.onnx"], "--json"));
        Assert.Equal(folder["all.onnx"], report.GetProperty("file").GetString());
        Assert.Equal(["codes", "reconstructions"], report.GetProperty("outputs").EnumerateArray().Select(name => name.GetString()));
        Assert.True(new FileInfo(folder["all.onnx"]).Length > 4000);
    }

    [Fact]
    public async Task A_picture_named_as_the_output_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["holiday.jpg"], 3);
        var before = File.ReadAllBytes(folder["holiday.jpg"]);
        var line = Complaint.Of(await ProgramRun.Likeness("export", "onnx", "--library", trained.Library, "--output", folder["holiday.jpg"]), 2);
        Assert.Contains(".onnx", line, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder["holiday.jpg"]));
    }

    [Fact]
    public async Task Without_a_model_or_a_folder_to_write_to_it_says_so()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("Train a model first", Complaint.Of(await ProgramRun.Likeness("export", "onnx", "--library", folder["nothing"]), 3), StringComparison.Ordinal);
        Assert.Contains("no/where", Complaint.Of(await ProgramRun.Likeness("export", "onnx", "--library", trained.Library, "--output", folder["no/where/a.onnx"]), 3), StringComparison.Ordinal);
    }
}
