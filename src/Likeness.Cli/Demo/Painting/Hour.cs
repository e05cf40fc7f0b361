namespace Likeness.Cli.Demo.Painting;

/// <summary>The light a scene is seen in.</summary>
internal enum Hour
{
    /// <summary>Low sun, pink and pale blue.</summary>
    Dawn,

    /// <summary>High sun, blue sky.</summary>
    Day,

    /// <summary>No sun, grey sky, little contrast.</summary>
    Overcast,

    /// <summary>Low sun, orange and violet.</summary>
    Dusk,

    /// <summary>Stars, perhaps a moon.</summary>
    Night,
}
