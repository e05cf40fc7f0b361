namespace Likeness.Ranking;

/// <summary>What is asked for.</summary>
/// <param name="K">How many different contents, at least 1: copies of one count once.</param>
/// <param name="IncludeSelf">Whether pictures with the very content of the query are among them. Left out by default: that they are alike is no news.</param>
/// <param name="Clusters">
/// Search only so many clusters, those whose centres are nearest to the query: from 1 to the number of clusters that the library was divided into. Pictures that lie beyond their
/// borders are missed. Null searches all pictures.
/// </param>
public sealed record SearchRequest(int K = 10, bool IncludeSelf = false, int? Clusters = null)
{
    /// <summary>Whether every copy of a content that was found is a hit of its own, of the same rank; otherwise the first by path stands for them (<see cref="Hit.Copies"/>).</summary>
    public bool Copies { get; init; }

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (K < 1) throw new WrongSettingsException($"{K} pictures were asked for; ask for at least 1.");
        if (Clusters < 1) throw new WrongSettingsException($"clusters is {Clusters}; search at least 1, or all pictures.");
    }
}
