namespace Likeness.Neural.Files;

/// <summary>A kind of <see cref="TensorFile"/>.</summary>
/// <param name="Format">What its metadata calls it.</param>
/// <param name="Version">Of its layout; another one is refused.</param>
/// <param name="Noun">What a person calls it.</param>
/// <param name="WhenMissing">What to do where there is none.</param>
/// <param name="WhenDamaged">What to do where it cannot be used.</param>
public sealed record TensorFileKind(string Format, string Version, string Noun, string WhenMissing, string WhenDamaged);
