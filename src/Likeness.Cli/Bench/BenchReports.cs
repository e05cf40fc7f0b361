namespace Likeness.Cli.Bench;

/// <summary>What <c>bench train</c> measured. Times are medians in milliseconds; the optimizer's is what its part of the backward pass takes.</summary>
internal sealed record TrainBenchReport(
    string Graph, int ImageSize, int Batch, int Codes, double StepMilliseconds, double ForwardMilliseconds, double BackwardMilliseconds, double OptimizerMilliseconds,
    double PicturesPerSecond, double Gflops, double PeakGflops, double Efficiency, double CopyGigabytesPerSecond, long PeakMemoryBytes, string Simd, int Threads);

/// <summary>What <c>bench encode</c> measured: one batch through the encoder, and how long reading its weights once takes.</summary>
internal sealed record EncodeBenchReport(
    string Graph, int ImageSize, int Batch, int Codes, double BatchMilliseconds, double PicturesPerSecond, double Gflops, double PeakGflops, double Efficiency,
    double WeightReadMilliseconds, double CopyGigabytesPerSecond, long PeakMemoryBytes, string Simd, int Threads);

/// <summary>What <c>bench network</c> measured, in turn: pictures to vectors, and the network alone on numbers that are ready, all at once and four at a time, of which the quicker counts.</summary>
internal sealed record NetworkBenchReport(
    string Network, int Batch, int Dimensions, double DescribeMilliseconds, double NetworkMilliseconds, double Ratio, double PicturesPerSecond, long PeakMemoryBytes, int Threads);

/// <summary>What <c>bench load</c> measured: reading, decoding and fitting one picture on one thread.</summary>
internal sealed record LoadBenchReport(
    int Pictures, int SourceHeight, int SourceWidth, int ImageSize, double MillisecondsPerPicture, double PicturesPerSecond, long PeakMemoryBytes, string Simd, int Threads);
