using Likeness.Imaging.Decoding;

namespace Likeness.Cli.Operations;

/// <summary>What a library holds, and what would compute with it here. Model, image size and fingerprint are null before training.</summary>
internal sealed record InfoReport(
    string Library,
    long Pictures,
    IReadOnlyList<string> Roots,
    IReadOnlyList<DescriptorInfo> Descriptors,
    string? Model,
    int? ImageSize,
    string? Fingerprint,
    string Simd,
    int Threads,
    string Version,
    PictureDecoders Decoders);

/// <summary>The vectors that one descriptor made.</summary>
internal sealed record DescriptorInfo(string Name, string Fingerprint, int Dimensions, long Vectors);
