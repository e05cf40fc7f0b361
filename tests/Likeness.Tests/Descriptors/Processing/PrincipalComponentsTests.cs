using Likeness.Descriptors.Processing;
using Likeness.Testing.Numbers;
using Likeness.Testing.References;

namespace Likeness.Tests.Descriptors.Processing;

public sealed class PrincipalComponentsTests
{
    private static readonly ReferenceNumbers Reference = ReferenceNumbers.Load("pca");

    [Fact]
    public void Directions_and_variances_are_those_of_the_singular_values()
    {
        var (components, share) = Fit(6);
        Assert.Equal(1, share, 1e-12);
        Close.Check(Reference["mean"].Values, components.Mean, 1e-6);
        Close.Check(Reference["variances"].Values, components.Variances, 1e-6);
        Close.Check(Magnitudes(Reference["components"].Values), Positive(components.Directions), 1e-5);
    }

    [Fact]
    public void Whitened_shares_are_those_of_the_reference_wholly_and_by_half()
    {
        Close.Check(Magnitudes(Reference["whitened"].Values), Positive(Project(Fit(6).Components, 0.5)), 1e-5);
        Close.Check(Magnitudes(Reference["quarter_4"].Values), Positive(Project(Fit(4).Components, 0.25)), 1e-5);
    }

    [Fact]
    public void All_directions_without_whitening_keep_every_distance()
    {
        var components = Fit(6).Components;
        var shares = Project(components, 0);
        double Distance(IReadOnlyList<float> of, int width, int a, int b) => Math.Sqrt(Enumerable.Range(0, width).Sum(d => Math.Pow(of[a * width + d] - of[b * width + d], 2)));
        float[] data = [.. Reference["data"].Values.Select(value => (float)value)];
        for (var i = 1; i < 40; i++) Assert.Equal(Distance(data, 6, 0, i), Distance(shares, 6, 0, i), 1e-4);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(3f)]
    [InlineData(1e4f)]
    public void Where_vectors_do_not_differ_whitening_makes_nothing_of_their_rounding(float size)
    {
        var random = new Random(5);
        var fit = new PrincipalComponentsFit(12);
        float[][] alike = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 12).Select(d => size * (d + 1) * (1 + 1e-7f * (random.NextSingle() - 0.5f))).ToArray())];
        foreach (var vector in alike) fit.Add(vector);
        var components = fit.Compute(4).Components;
        var shares = new float[4];
        foreach (var vector in alike)
        {
            components.Project(vector, 0.5, shares);
            Assert.All(shares, share => Assert.Equal(0, share));
        }
    }

    [Theory]
    [InlineData(200, 20)]
    [InlineData(130, 3)]
    public void Few_of_many_found_step_by_step_are_those_of_the_whole_decomposition(int dimensions, int count)
    {
        var random = new Random(4);
        var fit = new PrincipalComponentsFit(dimensions);
        var whole = new PrincipalComponentsFit(dimensions);
        for (var i = 0; i < 900; i++)
        {
            // Directions of falling strength, each mixed with its neighbour.
            float[] strengths = [.. Enumerable.Range(0, dimensions).Select(d => (float)((random.NextDouble() - 0.5) * Math.Pow(0.93, d)))];
            float[] vector = [.. Enumerable.Range(0, dimensions).Select(d => strengths[d] + 0.5f * strengths[(d + 1) % dimensions] + d)];
            fit.Add(vector);
            whole.Add(vector);
        }

        var (few, share) = fit.Compute(count);
        var all = whole.Compute(dimensions).Components;
        Close.Check(Close.ToDouble(all.Variances[..count]), few.Variances, 1e-5);
        Assert.InRange(share, 0.1, 0.999);
        for (var i = 0; i < count; i++)
            Close.Check(Close.ToDouble(Positive(all.Directions.Slice(i * dimensions, dimensions))), Positive(few.Directions.Slice(i * dimensions, dimensions)), 2e-3, $"direction {i}");
    }

    [Fact]
    public void Vectors_that_differ_in_few_directions_only_give_finite_shares_whitened()
    {
        var fit = new PrincipalComponentsFit(8);
        for (var i = 0; i < 20; i++) fit.Add([i, 2 * i, i % 3, 0, 1, 2, 3, 4]);
        var shares = new float[6];
        fit.Compute(6).Components.Project([5, 10, 2, 0, 1, 2, 3, 4], 0.5, shares);
        Assert.All(shares, share => Assert.True(float.IsFinite(share)));
    }

    [Fact]
    public void As_many_vectors_as_components_are_too_few()
    {
        var fit = new PrincipalComponentsFit(4);
        for (var i = 0; i < 3; i++) fit.Add([i, i * i, 1, 0]);
        Assert.Contains("there are 3 different pictures", Assert.Throws<WrongSettingsException>(() => fit.Compute(3)).Message, StringComparison.Ordinal);
        Assert.Equal(2, fit.Compute(2).Components.Count);
    }

    private static (PrincipalComponents Components, double Share) Fit(int count)
    {
        var fit = new PrincipalComponentsFit(6);
        foreach (var row in Reference["data"].Values.Chunk(6)) fit.Add([.. row.Select(value => (float)value)]);
        return fit.Compute(count);
    }

    private static float[] Project(PrincipalComponents components, double whitening)
    {
        var shares = new float[40 * components.Count];
        for (var i = 0; i < 40; i++)
            components.Project([.. Reference["data"].Values.Skip(i * 6).Take(6).Select(value => (float)value)], whitening, shares.AsSpan(i * components.Count, components.Count));
        return shares;
    }

    private static double[] Magnitudes(IEnumerable<double> values) => [.. values.Select(Math.Abs)];

    private static float[] Positive(ReadOnlySpan<float> values) => [.. values.ToArray().Select(Math.Abs)];
}
