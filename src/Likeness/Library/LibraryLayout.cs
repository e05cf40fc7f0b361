namespace Likeness.Library;

/// <summary>Where things are in the folder of a library.</summary>
/// <param name="Folder">The full path of the folder.</param>
public sealed record LibraryLayout(string Folder)
{
    /// <summary>The catalog of pictures and vectors.</summary>
    public string Catalog => Path.Join(Folder, "catalog.db");

    /// <summary>The trained model.</summary>
    public string Model => Path.Join(Folder, "model.safetensors");

    /// <summary>What training left: history and charts.</summary>
    public string Training => Path.Join(Folder, "training");

    /// <summary>What learning from labels left: history and charts.</summary>
    public string TripletTraining => Path.Join(Training, "triplet");

    /// <summary>Montages of evaluations and searches.</summary>
    public string Reports => Path.Join(Folder, "reports");

    /// <summary>Originals over their reconstructions, drawn by the last evaluation.</summary>
    public string Reconstructions => Path.Join(Reports, "reconstructions.png");

    /// <summary>What descriptors other than the codes need: one file each, or a few.</summary>
    public string Descriptors => Path.Join(Folder, "descriptors");

    /// <summary>A file in <see cref="Descriptors"/>.</summary>
    public string DescriptorFile(string name) => Path.Join(Descriptors, name);

    /// <summary>Held open by the process that changes the catalog.</summary>
    public string Lock => Path.Join(Folder, "library.lock");

    /// <summary>Held open by the process that trains: indexing and training may go on at the same time.</summary>
    public string TrainingLock => Path.Join(Folder, "training.lock");
}
