namespace Likeness.Cli.Options;

/// <summary>Whole numbers of one option, written with commas between them.</summary>
internal sealed record WholeList(IReadOnlyList<int> Values)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Values);
}
