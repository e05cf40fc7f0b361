using Likeness.Cli.Demo.Scenes;

namespace Likeness.Cli.Demo;

/// <summary>Which pictures the demo draws, and where they go: <c>pictures/KIND/</c>, and those held back in <c>queries/KIND/</c>.</summary>
/// <param name="folder">The demo's folder.</param>
/// <param name="total">How many in all, queries included.</param>
/// <param name="seed">Which ones.</param>
internal sealed class DemoPictures(string folder, int total, int seed)
{
    /// <summary>Width and height of the pictures.</summary>
    public const int Side = 192;

    private const int QueriesPerKind = 2;

    /// <summary>Where the pictures to learn from and to search in are.</summary>
    public string CollectionFolder { get; } = Path.Combine(folder, "pictures");

    /// <summary>Where the pictures that are held back are.</summary>
    public string QueryFolder { get; } = Path.Combine(folder, "queries");

    /// <summary>Every picture with the scene it shows; the kinds take turns, so any total is shared out evenly.</summary>
    public IEnumerable<DemoPicture> All()
    {
        var kinds = SceneKinds.All;
        for (var i = 0; i < total; i++)
        {
            var scene = kinds[i % kinds.Count];
            var number = i / kinds.Count;
            var isQuery = number < QueriesPerKind;
            var path = Path.Combine(isQuery ? QueryFolder : CollectionFolder, scene.Name, $"{scene.Name}-{number:0000}.jpg");
            yield return new(scene, Seed: ((ulong)(uint)seed << 32) | (uint)number, path, isQuery);
        }
    }
}

/// <summary>One picture to draw.</summary>
internal sealed record DemoPicture(IScene Scene, ulong Seed, string Path, bool IsQuery);
