using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Likeness.Testing.OnnxRuntime;

/// <summary>ONNX Runtime as others use it: its Node.js package, which <c>./test</c> installs into the checkout's artifacts.</summary>
public static class OnnxRuntime
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "OnnxRuntime", "run-model.cjs");

    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Unavailable { get; } = WhyNot();

    internal static string Package => Path.Combine(CheckoutRoot(), "artifacts", "onnxruntime", "node_modules", "onnxruntime-node");

    /// <summary>Runs a model on one input and returns its outputs by name.</summary>
    public static Dictionary<string, (int[] Shape, float[] Values)> Run(string model, ReadOnlySpan<float> input, params ReadOnlySpan<int> shape)
    {
        using var folder = new TemporaryFolder();
        var inputFile = folder.Write("input.bin", MemoryMarshal.AsBytes(input));
        var axes = string.Join(',', shape.ToArray().Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
        var shapes = JsonSerializer.Deserialize<Dictionary<string, int[]>>(Node(Script, Package, model, inputFile, axes, folder.Path))!;
        return shapes.ToDictionary(entry => entry.Key, entry => (entry.Value, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder[entry.Key + ".bin"])).ToArray()));
    }

    private static string Node(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"node ended with {process.ExitCode}: {errors.Result}");
        return results;
    }

    private static string? WhyNot()
    {
        if (!Directory.Exists(Package)) return $"skipped: no ONNX Runtime at {Package} (./test installs it where there are node, npm and a network)";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"skipped: node --version ended with {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"skipped: node cannot be started ({missing.Message})";
        }
    }

    private static string CheckoutRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Likeness.slnx")))
                return folder;
        throw new InvalidOperationException($"no Likeness.slnx in {AppContext.BaseDirectory} or above it; run these tests inside the checkout");
    }
}
