using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;

namespace Likeness.Evaluation;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// What ranks the pictures, and what each counts for: the codes, the colors, or both; only the proportions of the weights matter.
    /// None, as by default, for the codes alone.
    /// </summary>
    public IReadOnlyList<DescriptorShare> Descriptors { get; init; } = [];

    /// <summary>Whether to draw originals beside what the model makes of their codes; true by default.</summary>
    public bool Draw { get; init; } = true;

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
        DescriptorShare.Check(Descriptors);
        string[] known = [CodesDescriptor.StandardName, ColourDescriptor.StandardName];
        if (Descriptors.FirstOrDefault(share => !known.Contains(share.Descriptor)) is not { } other) return;
        throw new WrongSettingsException(
            $"'{other.Descriptor}' cannot be measured together with the model, only {string.Join(" and ", known)}; "
            + "measure the vectors that the library holds of it (evaluate --retrieval).");
    }
}
