using System.Text.Json.Serialization;

namespace Likeness.Neural.Models;

/// <summary>The sizes and penalties of an autoencoder: everything that makes its graph.</summary>
public sealed record AutoencoderSettings
{
    /// <summary>Largest picture side, which bounds what a model file can make the program allocate.</summary>
    public const int LargestSide = 4096;

    private const int MostCodes = 65_536;
    private const int MostFilters = 4096;
    private const long MostParameters = 4_000_000_000;

    /// <summary>Which graph: one of <see cref="Models.Architecture.Names"/>; seed by default.</summary>
    public string Architecture { get; init; } = "seed";

    /// <summary>Height of the pictures in pixels; a multiple of 2 to the number of filter stages.</summary>
    public int Height { get; init; } = 256;

    /// <summary>Width of the pictures in pixels; a multiple of 2 to the number of filter stages.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Whether pictures are grey. Files from before there were such models do not say, and mean colour.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Grey { get; init; }

    /// <summary>Channels of the pictures: 3, or 1 of grey ones.</summary>
    [JsonIgnore]
    public int Channels => Grey ? 1 : 3;

    /// <summary>Channels after each halving of the picture; the decoder goes back in reverse order.</summary>
    public IReadOnlyList<int> Filters { get; init; } = [32, 64];

    /// <summary>Numbers in a code, at least 1.</summary>
    public int Codes { get; init; } = 192;

    /// <summary>L1 penalty on the codes, in all but the plain graph before their rectifier; ≥ 0.</summary>
    public float ActivityL1 { get; init; }

    /// <summary>L2 penalty on the kernel of the code layer; ≥ 0.</summary>
    public float WeightL2 { get; init; }

    /// <summary>Leaves the codes of the seed's graph as they are instead of rectifying them, as in the seed's first experiments.</summary>
    public bool LinearCodes { get; init; }

    /// <summary>How the article's decoder enlarges: by transposed convolutions, or by repeating pixels and convolving.</summary>
    public bool UpSampling { get; init; }

    /// <summary>By how much all stages together shrink a picture.</summary>
    public int Reduction => 1 << Math.Min(Filters.Count, 30);

    /// <summary>Weights that every graph of these sizes has at least: the encoder's convolutions and the two dense kernels.</summary>
    internal long LeastParameters
    {
        get
        {
            var (sum, channels) = (2 * Features * Codes, (long)Channels);
            foreach (var filters in Filters)
            {
                sum += 9 * channels * filters;
                channels = filters;
            }

            return sum;
        }
    }

    private long Features => (long)(Height / Reduction) * (Width / Reduction) * Filters[^1];

    /// <summary>Checks every setting before any memory is taken.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        _ = Models.Architecture.Named(Architecture);
        Require(Filters.Count is >= 1 and <= 8, "filters", $"{Filters.Count} numbers", "1 to 8 numbers, one per halving of the picture");
        foreach (var filters in Filters) Require(filters is >= 1 and <= MostFilters, "filters", filters, $"1 to {MostFilters}");
        foreach (var (name, side) in ((string, int)[])[("height", Height), ("width", Width)])
        {
            Require(side is >= 1 and <= LargestSide && side % Reduction == 0, $"image {name}", side,
                $"a multiple of {Reduction} (2 for each of the {Filters.Count} filter stages) up to {LargestSide}");
        }

        Require(Codes is >= 1 and <= MostCodes, "codes", Codes, $"1 to {MostCodes}");
        Require(
            !LinearCodes || Architecture == "seed", "linear-codes", LinearCodes,
            $"left out with the model {Architecture}; it is for the model seed");
        Require(ActivityL1 is >= 0 and <= 1e6f, "activity-l1", ActivityL1, "0 or more");
        Require(WeightL2 is >= 0 and <= 1e6f, "weight-l2", WeightL2, "0 or more");
        Require(2 * Features * Codes <= MostParameters, "codes", Codes,
            $"at most {MostParameters / 2 / Features} with this picture size, so that the model stays below "
            + $"{MostParameters:N0} parameters");
    }

    private static void Require(bool holds, string setting, object value, string range)
    {
        if (!holds) throw new WrongSettingsException($"{setting} is {value}; it has to be {range}.");
    }
}
