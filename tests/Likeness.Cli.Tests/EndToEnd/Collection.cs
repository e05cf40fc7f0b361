using Likeness.Cli.Demo;
using Likeness.Cli.Demo.Scenes;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Small pictures that the tests draw themselves.</summary>
internal static class Collection
{
    public const int Kinds = 3;
    public const int PerKind = 6;

    /// <summary>How many pictures <see cref="Draw(string)"/> draws.</summary>
    public const int Count = Kinds * PerKind;

    /// <summary>Three kinds of scene, a folder each; not square, and not all of one size.</summary>
    public static void Draw(string folder)
    {
        foreach (var scene in SceneKinds.All.Take(Kinds))
        {
            Directory.CreateDirectory(Path.Combine(folder, scene.Name));
            for (var i = 0; i < PerKind; i++)
                Draw(Path.Combine(folder, scene.Name, $"{i}.jpg"), scene, (ulong)i, width: 24 + i, height: 31);
        }
    }

    /// <summary>One picture, JPEG or PNG by its name.</summary>
    public static void Draw(string path, ulong seed, int width = 24, int height = 20) =>
        Draw(path, SceneKinds.All[(int)(seed % (ulong)SceneKinds.All.Count)], seed, width, height);

    /// <summary>Many files of different content, quickly: bytes behind a PNG's end belong to no picture.</summary>
    public static void DrawMany(string folder, int count, int side)
    {
        Directory.CreateDirectory(folder);
        Draw(Path.Combine(folder, "0.png"), 11, side, side);
        var picture = File.ReadAllBytes(Path.Combine(folder, "0.png"));
        for (var i = 1; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), [.. picture, .. BitConverter.GetBytes(i)]);
    }

    private static void Draw(string path, IScene scene, ulong seed, int width, int height)
    {
        var picture = new Pixels(height, width, ScenePicture.Draw(scene, seed, width, height));
        if (path.EndsWith(".png", StringComparison.Ordinal))
            PictureWriter.WritePng(path, picture);
        else
            PictureWriter.WriteJpeg(path, picture);
    }
}
