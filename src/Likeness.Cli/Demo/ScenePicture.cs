using Likeness.Cli.Demo.Painting;
using Likeness.Cli.Demo.Scenes;

namespace Likeness.Cli.Demo;

/// <summary>Draws one picture of a kind.</summary>
internal static class ScenePicture
{
    /// <summary>Draws it. The same arguments give the same picture.</summary>
    /// <param name="scene">What is on it.</param>
    /// <param name="seed">Which of the kind's endlessly many pictures.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <returns>height × width × 3 bytes, RGB.</returns>
    public static byte[] Draw(IScene scene, ulong seed, int width, int height)
    {
        var dice = new Dice(seed, scene.Name);
        var canvas = new Canvas(width, height);
        scene.Paint(canvas, dice);
        Finish.Apply(canvas, dice);
        return canvas.ToBytes();
    }
}
