namespace Likeness.Cli.Demo.Scenes;

/// <summary>The kinds of picture that the demo draws.</summary>
internal static class SceneKinds
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<IScene> All { get; } =
    [
        new City(),
        new Coast(),
        new Desert(),
        new Fields(),
        new Forest(),
        new Highway(),
        new Mountains(),
        new Village(),
    ];
}
