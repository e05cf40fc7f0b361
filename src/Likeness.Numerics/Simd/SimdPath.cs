using System.Globalization;
using System.Runtime.Intrinsics;

namespace Likeness.Numerics.Simd;

/// <summary>Which vector width the loops use: chosen once at start-up, the widest that the machine has.</summary>
public static class SimdPath
{
    /// <summary>The environment variable that forces a width: <c>scalar</c>, <c>128</c>, <c>256</c> or <c>512</c>.</summary>
    public const string Variable = "LIKENESS_SIMD";

    /// <summary>The widths that this machine has, widest first, by name.</summary>
    // It stands above Bits because static members are made in their order, and a refused choice lists what there is.
    public static IReadOnlyList<string> Available { get; } =
        [.. new[] { 512, 256, 128, 32 }.Where(IsSupported).Select(NameOf)];

    /// <summary>Bits per vector; 32 means one number at a time.</summary>
    public static int Bits { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>As it is forced by name: <c>scalar</c>, <c>128</c>, <c>256</c>, <c>512</c>.</summary>
    public static string Name => NameOf(Bits);

    /// <summary>Runs a loop in the version of the chosen width. This is the only place that knows the widths.</summary>
    internal static void Run<TLoop>(ref TLoop loop) where TLoop : struct, ISimdLoop
    {
        switch (Bits)
        {
            case 512: loop.Run<Vector512<float>, Simd512>(); break;
            case 256: loop.Run<Vector256<float>, Simd256>(); break;
            case 128: loop.Run<Vector128<float>, Simd128>(); break;
            default: loop.Run<float, SimdScalar>(); break;
        }
    }

    internal static int Choose(string? forced)
    {
        if (string.IsNullOrWhiteSpace(forced))
            return new[] { 512, 256, 128, 32 }.First(IsSupported);
        var bits = forced.Trim().ToLowerInvariant() switch
        {
            "scalar" => 32,
            "128" => 128,
            "256" => 256,
            "512" => 512,
            _ => throw new WrongSettingsException(
                $"{Variable} is \"{forced}\"; it takes scalar, 128, 256 or 512. Correct it, or unset it for the best of this machine."),
        };
        return IsSupported(bits)
            ? bits
            : throw new WrongSettingsException(
                $"{Variable} is {forced}, which this processor does not have; "
                + $"it has {string.Join(", ", Available)}. Unset it for the best of these.");
    }

    private static bool IsSupported(int bits) => bits switch
    {
        512 => Vector512.IsHardwareAccelerated,
        256 => Vector256.IsHardwareAccelerated,
        128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    private static string NameOf(int bits) => bits == 32 ? "scalar" : bits.ToString(CultureInfo.InvariantCulture);
}
