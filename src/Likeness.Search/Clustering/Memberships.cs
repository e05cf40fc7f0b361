using Likeness.Numerics.Memory;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>
/// Several divisions of the same vectors as one matrix: a row for each vector, a column for each cluster of each division, 1 where it is a
/// member. Distances times this matrix are the sums of distances to each cluster. Packed into panels as wide as a tile.
/// </summary>
internal sealed unsafe class Memberships : IDisposable
{
    private readonly AlignedBuffer panels;

    public Memberships(IReadOnlyList<Clusters> divisions, int[] sample)
    {
        var width = new PanelWidth();
        SimdPath.Run(ref width);
        PanelColumns = width.Columns;
        Divisions = divisions.Count;
        FirstColumns = new int[Divisions + 1];
        for (var d = 0; d < Divisions; d++) FirstColumns[d + 1] = FirstColumns[d] + divisions[d].Count;
        Panels = (FirstColumns[^1] + PanelColumns - 1) / PanelColumns;
        Rows = sample.Length;
        Sizes = new int[FirstColumns[^1]];
        Columns = new int[Divisions * Rows];
        panels = new AlignedBuffer((long)Panels * PanelColumns * Rows);
        for (var panel = 0; panel < Panels; panel++) new Span<float>(Panel(panel), PanelColumns * Rows).Clear();
        for (var d = 0; d < Divisions; d++)
        {
            for (var row = 0; row < Rows; row++)
            {
                var column = FirstColumns[d] + divisions[d].Assignment[sample[row]];
                Columns[d * Rows + row] = column;
                Sizes[column]++;
                Panel(column / PanelColumns)[(nint)row * PanelColumns + column % PanelColumns] = 1;
            }
        }
    }

    public int Rows { get; }

    public int Divisions { get; }

    public int Panels { get; }

    public int PanelColumns { get; }

    /// <summary>Where each division's clusters begin, and where the last one's end.</summary>
    public int[] FirstColumns { get; }

    /// <summary>The column of each vector, one division after the other.</summary>
    public int[] Columns { get; }

    /// <summary>How many vectors each column has.</summary>
    public int[] Sizes { get; }

    public float* Panel(int panel) => panels.Pointer + (nint)panel * PanelColumns * Rows;

    public void Dispose() => panels.Dispose();
}
