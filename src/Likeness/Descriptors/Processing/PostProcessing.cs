namespace Likeness.Descriptors.Processing;

/// <summary>
/// What is made of a descriptor's vectors before they are compared, in this order: the mean with the mirror image's vector, principal components, their whitening, length 1.
/// Each is left out where its setting says so.
/// </summary>
public sealed record PostProcessing
{
    /// <summary>The largest vectors whose principal components are computed: their covariances take the square of it.</summary>
    public const int MostDimensions = 4096;

    /// <summary>Nothing.</summary>
    public static PostProcessing None { get; } = new();

    /// <summary>Whether a picture's vector is the mean of its own and its mirror image's, so that looking left or right makes no difference.</summary>
    public bool Mirror { get; init; }

    /// <summary>How many principal components of the library's vectors are kept; 0 keeps the vectors as they are.</summary>
    public int Components { get; init; }

    /// <summary>
    /// Each component is divided by this power of its variance: 0 leaves them as they are, 0.25 brings forward the weaker ones half way, 0.5 makes all equally strong. 0 to 1; above 0 only
    /// with <see cref="Components"/>.
    /// </summary>
    public double Whitening { get; init; }

    /// <summary>Whether vectors are brought to length 1 at the end: then only their directions count.</summary>
    public bool Normalise { get; init; }

    /// <summary>Whether there is something to learn from the library's vectors first.</summary>
    public bool NeedsFitting => Components > 0;

    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    public void Validate()
    {
        if (Components is < 0 or > MostDimensions) throw new WrongSettingsException($"pca is {Components}; it has to be 1 to {MostDimensions}, or 0 for none.");
        if (!(Whitening is >= 0 and <= 1)) throw new WrongSettingsException($"whitening is {Whitening}; it has to be 0 to 1.");
        if (Whitening > 0 && Components == 0) throw new WrongSettingsException($"whitening is {Whitening}, but there are no principal components to whiten; give pca too.");
    }

    /// <summary>Refuses components that a descriptor's vectors do not have.</summary>
    /// <exception cref="WrongSettingsException">There are fewer, or too many to compute with.</exception>
    public void ValidateFor(IDescriptor descriptor)
    {
        Validate();
        if (Components == 0) return;
        if (descriptor.Dimensions > MostDimensions)
            throw new WrongSettingsException($"pca is {Components}, but the vectors of '{descriptor.Name}' have {descriptor.Dimensions} numbers; principal components are computed of at most {MostDimensions}.");
        if (Components > descriptor.Dimensions)
            throw new WrongSettingsException($"pca is {Components}; the vectors of '{descriptor.Name}' have {descriptor.Dimensions} numbers, so it has to be 1 to {descriptor.Dimensions}.");
    }
}
