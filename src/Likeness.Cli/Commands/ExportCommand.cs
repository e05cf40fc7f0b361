using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Neural.Files.Onnx;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness export onnx</c>: writes the model for other programs.</summary>
internal sealed class ExportCommand : Command
{
    private readonly CommandContext context;
    private readonly Option<string> library = Common.Library();
    private readonly Option<string?> output = new("--output") { Description = "The file to write or replace; encoder.onnx or autoencoder.onnx in the library if none is named", HelpName = "file" };
    private readonly Option<string> part = Setting.Word("--part", "From pictures to codes (encoder), or to codes and pictures again (autoencoder)", "encoder", "encoder", "autoencoder");
    private readonly Option<bool> json = Common.Json();

    public ExportCommand(CommandContext context) : base("export", "Write the model in a format that other programs read.")
    {
        this.context = context;
        var onnx = new Command("onnx", "ONNX, operator set 15: pictures in (float32, 0 to 1, batch × height × width × channels), codes out") { library, output, part, json };
        onnx.SetAction(Run);
        Add(onnx);
    }

    private int Run(ParseResult given)
    {
        var wanted = given.GetRequiredValue(part) == "encoder" ? OnnxPart.Encoder : OnnxPart.Autoencoder;
        var report = context.Operations.ExportOnnx(given.GetRequiredValue(library), given.GetValue(output), wanted);
        context.Terminal.Print(report, ReportJson.Formats.ExportReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
