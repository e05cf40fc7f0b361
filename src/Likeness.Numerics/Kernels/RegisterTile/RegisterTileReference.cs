namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>The register tile as plain loops, summed in float64: what the fast one is tested against.</summary>
internal static unsafe class RegisterTileReference
{
    public static void Run(int rows, TileInput x, TileOutput y)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < y.Columns; column++)
            {
                var at = row * y.RowStride + column;
                var sum = Sum(row, column, in x);
                if (y.Accumulate)
                {
                    y.C[at] = (float)(y.C[at] + sum);
                    continue;
                }

                if (y.Bias != null) sum += y.Bias[column];
                if (sum < 0) sum *= y.Slope;
                if (y.Gate != null && !(y.Gate[at] > 0)) sum *= y.GateSlope;
                if (y.Scale != null) sum = sum * y.Scale[column] + y.Shift[column];
                y.C[at] = (float)sum;
            }
        }
    }

    private static double Sum(int row, int column, in TileInput x)
    {
        var sum = 0.0;
        for (var s = 0; s < x.Segments; s++)
        {
            for (var k = 0; k < x.Steps; k++)
                sum += (double)x.A[x.AOffsets[s] + row * x.RowStride + k * x.StepStride] * x.B[x.BOffsets[s] + k * x.BStride + column];
        }

        return sum;
    }
}
