namespace Likeness.Search.SquaredDistances;

/// <summary>The plain reference that the vector variants are tested against.</summary>
internal sealed unsafe class ScalarSquaredDistances : SquaredDistanceKernel
{
    public override string Name => "scalar";

    public override void Compute(
        float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        for (var query = 0; query < queryCount; query++)
        for (var row = 0; row < rowCount; row++)
        {
            var sum = 0f;
            for (var i = 0; i < stride; i++)
            {
                var difference = queries[(nint)query * stride + i] - rows[(nint)row * stride + i];
                sum += difference * difference;
            }
            distances[(nint)query * distanceStride + row] = sum;
        }
    }
}
