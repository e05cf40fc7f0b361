using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>What was forgotten.</summary>
/// <param name="Path">The folder or file that was named, by its full path.</param>
/// <param name="Pictures">Pictures that the library held of it; the files are untouched.</param>
/// <param name="Rejected">Files that were remembered as unusable.</param>
/// <param name="Roots">
/// Folders that the library does not follow any more: the one that was named, if it was indexed itself, and those inside it.
/// </param>
public sealed record ForgetReport(string Path, int Pictures, int Rejected, IReadOnlyList<string> Roots);

/// <summary>Forgets what lies in a folder, which need not exist any more; in one transaction.</summary>
internal sealed class ForgetRun(ICatalog catalog, FolderPlaces places)
{
    /// <param name="path">A full path.</param>
    /// <exception cref="UnusableInputException">The library holds nothing there.</exception>
    /// <param name="cancellationToken">Ends it before anything is changed.</param>
    public async Task<ForgetReport> RunAsync(string path, CancellationToken cancellationToken)
    {
        var writer = await catalog.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var disposed = writer.ConfigureAwait(false);
        var known = await writer.RootsAsync(cancellationToken).ConfigureAwait(false);
        var inside = known.Where(root => places.Below(path, root.Path) is not null).ToDictionary(root => root.Id);
        var prefixes = known.Where(root => !inside.ContainsKey(root.Id))
            .Select(root => (root.Id, Prefix: places.Below(root.Path, path))).Where(root => root.Prefix is not null)
            .ToDictionary(root => root.Id, root => root.Prefix!);
        var batch = new CatalogBatch();
        batch.RemoveRoots.AddRange(inside.Keys);
        await foreach (var picture in writer.PicturesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsMeant(picture.Key)) batch.Remove.Add(picture.Key);
        }

        await foreach (var file in writer.RejectedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsMeant(file.Key)) batch.RemoveRejected.Add(file.Key);
        }

        if (batch.IsEmpty)
            throw new UnusableInputException(
                $"The library holds nothing of '{path}'. Name a folder that was indexed, or one inside it: "
                + $"{string.Join(", ", known.Select(root => $"'{root.Path}'"))}.");
        await writer.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        await writer.RemoveUnusedContentsAsync(cancellationToken).ConfigureAwait(false);
        await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ForgetReport(path, batch.Remove.Count, batch.RemoveRejected.Count, [.. inside.Values.Select(root => root.Path)]);

        bool IsMeant(PictureKey key) => inside.ContainsKey(key.Root)
            || (prefixes.TryGetValue(key.Root, out var prefix) && (key.Path + "/").StartsWith(prefix, StringComparison.Ordinal));
    }
}
