using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Likeness.Onnx.Runtime;

/// <summary>ONNX Runtime as this process uses it: made once, quiet, and with threads that leave the processors to others.</summary>
internal static class OnnxRuntimeEnvironment
{
    private static readonly Lock Gate = new();
    private static string? version;

    /// <summary>The version of the native library, such as 1.31.1; asking for it loads the library.</summary>
    /// <exception cref="UnusableInputException">There is none for this system and processor.</exception>
    public static string Version
    {
        get
        {
            lock (Gate) return version ??= Start();
        }
    }

    /// <summary>Settings of a session.</summary>
    /// <param name="threads">Threads to compute with, the caller's included, at least 1.</param>
    /// <exception cref="UnusableInputException">There is no native library for this system and processor.</exception>
    public static SessionOptions Options(int threads)
    {
        _ = Version;
        var options = new SessionOptions
        {
            // Said in any case: where ONNX Runtime chooses the number, it also ties threads to processors, and complains where it may not.
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Its threads sleep while they have nothing to do, instead of spinning: pictures are being decoded meanwhile, and need the processors.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static string Start()
    {
        try
        {
            // Failures come back as exceptions, so nothing need be logged. A program that started ONNX Runtime before us keeps what it chose.
            if (!OrtEnv.IsCreated)
            {
                var quiet = new EnvironmentCreationOptions { logId = "likeness", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
                var environment = OrtEnv.CreateInstanceWithOptions(ref quiet);
                // It reports to nobody what it is used for; only some of its builds could.
                environment.DisableTelemetryEvents();
            }

            return OrtEnv.Instance().GetVersionString();
        }
        catch (Exception failure) when (Cause(failure) is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw Missing(Cause(failure));
        }
    }

    /// <summary>What lies behind the failure of a static constructor.</summary>
    private static Exception Cause(Exception failure) => failure is TypeInitializationException { InnerException: { } inner } ? Cause(inner) : failure;

    internal static UnusableInputException Missing(Exception cause) => new(
        $"A pretrained network needs ONNX Runtime's native library, and it cannot be loaded on this system ({RuntimeInformation.RuntimeIdentifier}): "
        + $"{cause.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. The package Microsoft.ML.OnnxRuntime brings it for linux-x64, linux-arm64, osx-arm64 and win-x64 "
        + "with glibc 2.28 or newer; elsewhere use another descriptor.", cause);
}
