namespace Likeness.Ranking;

/// <summary>
/// The pictures of a library by what is in them: copies of a file share a content, and so a vector. Contents are numbered in the order of
/// their first paths, so that equal distances are told apart by path whatever order the pictures were indexed in. Two numbers a picture.
/// </summary>
internal sealed class PicturesByContent
{
    private const int None = -1;

    private readonly Dictionary<ContentHash, int> idOf = [];
    private readonly List<int> first = []; // by content
    private readonly int[] next; // by picture, the next one of the same content

    /// <param name="pictures">Ordered by path.</param>
    public PicturesByContent(IReadOnlyList<IndexedPicture> pictures)
    {
        Pictures = pictures;
        next = new int[pictures.Count];
        var last = new List<int>();
        for (var i = 0; i < pictures.Count; i++)
        {
            next[i] = None;
            if (idOf.TryAdd(pictures[i].Content, first.Count))
            {
                first.Add(i);
                last.Add(i);
                continue;
            }

            var id = idOf[pictures[i].Content];
            next[last[id]] = i;
            last[id] = i;
        }
    }

    /// <summary>All of them, ordered by path.</summary>
    public IReadOnlyList<IndexedPicture> Pictures { get; }

    /// <summary>How many contents there are; each has a number below it.</summary>
    public int Count => first.Count;

    /// <summary>The number of a content, if a picture has it.</summary>
    public bool TryFind(ContentHash content, out int id) => idOf.TryGetValue(content, out id);

    /// <summary>The content of this number.</summary>
    public ContentHash HashOf(int id) => Pictures[first[id]].Content;

    /// <summary>The pictures of a content, ordered by path; at least one.</summary>
    public IEnumerable<IndexedPicture> Of(int id)
    {
        for (var i = first[id]; i != None; i = next[i]) yield return Pictures[i];
    }

    /// <summary>How many pictures a content has.</summary>
    public int CountOf(int id)
    {
        var count = 0;
        for (var i = first[id]; i != None; i = next[i]) count++;
        return count;
    }

    /// <summary>How many pictures the contents have that are asked for.</summary>
    public int CountPictures(Func<int, bool> isAskedFor)
    {
        var count = 0;
        for (var id = 0; id < Count; id++) if (isAskedFor(id)) count += CountOf(id);
        return count;
    }
}
