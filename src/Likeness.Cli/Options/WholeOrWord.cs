namespace Likeness.Cli.Options;

/// <summary>A whole number, or the word that was given in its place. A class, because the parser cannot hand over a number that is not there.</summary>
/// <param name="Value">The number; null for the word.</param>
/// <param name="Word">The word.</param>
internal sealed record WholeOrWord(int? Value, string Word)
{
    /// <inheritdoc/>
    public override string ToString() => Value is { } number ? $"{number}" : Word;
}
