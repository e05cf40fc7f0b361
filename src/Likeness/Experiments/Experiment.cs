using Likeness.Neural.Models;
using Likeness.Neural.Training;

namespace Likeness.Experiments;

/// <summary>
/// One run of a series: the settings of a training, without its picture size, and what was published of it. Every setting that is left out has the
/// value of the base model.
/// </summary>
/// <param name="Name">Short and unique: lower-case letters, digits, dots and hyphens. The folder of its run is named after it.</param>
/// <param name="Title">What is tried, in a few words.</param>
/// <param name="Group">Runs of one group share a chart.</param>
/// <param name="Model">Which graph: see <see cref="AutoencoderSettings.Architecture"/>.</param>
/// <param name="Decoder">How the article's model enlarges: <c>transposed</c> or <c>upsampling</c>.</param>
/// <param name="Filters">Filters of the encoder's convolutions; 32 and 64 where null.</param>
/// <param name="Codes">Numbers in a code.</param>
/// <param name="LinearCodes">Whether the codes are left as they are instead of rectified.</param>
/// <param name="Epochs">Times through all pictures.</param>
/// <param name="Batch">Pictures per step.</param>
/// <param name="LearningRate">The first step's learning rate.</param>
/// <param name="Schedule">How the rate falls.</param>
/// <param name="Power">Of the polynomial schedule.</param>
/// <param name="ActivityL1">L1 penalty on the codes.</param>
/// <param name="WeightL2">L2 penalty on the kernel that makes the codes.</param>
/// <param name="Flip">Whether pictures are mirrored at random.</param>
/// <param name="Grey">Whether pictures are grey.</param>
/// <param name="Validation">The part of the pictures that is held back.</param>
/// <param name="Patience">Epochs without a lower validation loss after which to stop; 0 for never.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="Published">What was published of this run, elsewhere and at 256×256 pixels; null where nothing was.</param>
public sealed record Experiment(
    string Name, string Title, string Group, string Model = "seed", string Decoder = "transposed", IReadOnlyList<int>? Filters = null, int Codes = 128,
    bool LinearCodes = false, int Epochs = 50, int Batch = 32, double LearningRate = 1e-3, string Schedule = "constant", double Power = 1, float ActivityL1 = 0,
    float WeightL2 = 0, bool Flip = false, bool Grey = false, double Validation = 0.25, int Patience = 0, long Seed = 42, PublishedFigures? Published = null)
{
    private static readonly int[] BaseFilters = [32, 64];

    /// <summary>The settings of its training.</summary>
    /// <param name="imageSize">Side of the square pictures in pixels.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    public TrainingSettings Settings(int imageSize, int threads) => new()
    {
        Model = new AutoencoderSettings
        {
            Architecture = Model, UpSampling = Decoder == "upsampling", Height = imageSize, Width = imageSize, Filters = Filters ?? BaseFilters, Codes = Codes,
            LinearCodes = LinearCodes, ActivityL1 = ActivityL1, WeightL2 = WeightL2, Grey = Grey,
        },
        Trainer = new TrainerSettings { Epochs = Epochs, BatchSize = Batch, LearningRate = LearningRate, Schedule = Schedule, Power = Power },
        Flip = Flip,
        Validation = Validation,
        Patience = Patience,
        Seed = Seed,
        Threads = threads == 0 ? Environment.ProcessorCount : threads,
    };
}
