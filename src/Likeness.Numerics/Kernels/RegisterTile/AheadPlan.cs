namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>
/// Spreads the asking for what comes next evenly over the products computed meanwhile, so that neither the memory nor the arithmetic waits
/// for the other: two pieces of memory, cut into as many slices as there are products.
/// </summary>
/// <param name="first">A piece that will be read next.</param>
/// <param name="firstLength">Its length in floats.</param>
/// <param name="second">Another one.</param>
/// <param name="secondLength">Its length in floats.</param>
/// <param name="products">How many products there are.</param>
internal readonly unsafe struct AheadPlan(float* first, nint firstLength, float* second, nint secondLength, int products)
{
    private const int TileRows = 8;

    private readonly nint slice = products == 0 ? 0 : (firstLength + secondLength + products - 1) / products;

    /// <summary>Has a product ask for its slice.</summary>
    /// <param name="number">Which product, from 0.</param>
    /// <param name="rows">How many rows it computes.</param>
    /// <param name="x">Receives what to ask for; its steps and segments are set.</param>
    public void Ask(int number, int rows, ref TileInput x)
    {
        var steps = x.Steps * x.Segments;
        if (steps == 0 || slice == 0) return;
        var start = number * slice;
        x.Ahead = start < firstLength ? first + start : second + (start - firstLength);
        x.AheadTile = rows < 2 * TileRows ? slice : (slice + rows / TileRows) / (rows / TileRows);
        x.AheadStep = (int)(x.AheadTile + steps - 1) / steps;
    }
}
