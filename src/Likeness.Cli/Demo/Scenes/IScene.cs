using Likeness.Cli.Demo.Painting;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>One kind of picture. A new kind is a class here and a line in <see cref="SceneKinds"/>.</summary>
internal interface IScene
{
    /// <summary>The kind, which is also the name of its pictures' folder, and so their label.</summary>
    string Name { get; }

    /// <summary>Paints one picture; everything random about it comes from the dice.</summary>
    void Paint(Canvas canvas, Dice dice);
}
