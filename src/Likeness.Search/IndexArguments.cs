using System.Numerics.Tensors;

namespace Likeness.Search;

/// <summary>What every index refuses, in the same words.</summary>
internal static class IndexArguments
{
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    public static void CheckSettings(int dimensions, Metric metric, int threads)
    {
        if (dimensions < 1)
            throw new WrongSettingsException($"An index of vectors with {dimensions} dimensions was asked for; it takes at least 1.");
        if (threads < 0)
            throw new WrongSettingsException(
                $"An index with {threads} threads was asked for; give 1 or more, or 0 for all of the machine.");
        if (!Enum.IsDefined(metric))
            throw new WrongSettingsException($"There is no metric {(int)metric}; use {string.Join(" or ", Enum.GetNames<Metric>())}.");
    }

    /// <exception cref="ArgumentException">There are not as many vectors as ids.</exception>
    /// <exception cref="UnusableInputException">A number is NaN or an infinity.</exception>
    public static void CheckVectors(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids, int dimensions)
    {
        if (vectors.Length != (long)ids.Length * dimensions)
            throw new ArgumentException(
                $"{ids.Length} ids need {(long)ids.Length * dimensions} numbers ({dimensions} each), but {vectors.Length} were given.",
                nameof(vectors));
        FiniteNumbers.Check(vectors, dimensions, "vector", ids);
    }

    /// <returns>How many queries there are.</returns>
    /// <exception cref="ArgumentException">The numbers are no whole number of queries.</exception>
    /// <exception cref="UnusableInputException">A number is NaN or an infinity.</exception>
    public static int CountQueries(ReadOnlySpan<float> queries, int dimensions)
    {
        if (queries.Length % dimensions != 0)
            throw new ArgumentException(
                $"{queries.Length} numbers are no whole number of queries with {dimensions} each.", nameof(queries));
        FiniteNumbers.Check(queries, dimensions, "query");
        return queries.Length / dimensions;
    }

    /// <exception cref="ArgumentException">There is not as much room as results.</exception>
    public static void CheckRoom(int queries, int k, ReadOnlySpan<float> distances, ReadOnlySpan<long> ids)
    {
        if (distances.Length != (long)queries * k || ids.Length != (long)queries * k)
            throw new ArgumentException(
                $"{queries} queries with {k} neighbours each need room for {(long)queries * k}, "
                + $"but there are {distances.Length} distances and {ids.Length} ids.");
    }

    /// <exception cref="ArgumentOutOfRangeException">It is negative or NaN.</exception>
    public static void CheckRadius(float radius)
    {
        if (!(radius >= 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A distance within which to search is 0 or greater.");
    }

    /// <summary>What is thrown for an id that cannot be added.</summary>
    public static ArgumentException RefusedId(long id) =>
        new($"The id {id} is {(id < 0 ? "negative" : "in the index already, or given twice")}.");
}

/// <summary>Keeps numbers that no distance can be computed with out of what compares vectors.</summary>
internal static class FiniteNumbers
{
    /// <param name="numbers">Vectors, one after the other.</param>
    /// <param name="dimensions">Numbers per vector.</param>
    /// <param name="what">What a vector is called: <c>vector</c>, <c>query</c>.</param>
    /// <param name="ids">The ids of the vectors, or none.</param>
    /// <exception cref="UnusableInputException">A number is NaN or an infinity.</exception>
    public static void Check(ReadOnlySpan<float> numbers, int dimensions, string what, ReadOnlySpan<long> ids = default)
    {
        if (numbers.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(numbers))) return;
        var at = 0;
        while (float.IsFinite(numbers[at])) at++;
        var vector = at / dimensions;
        var name = ids.IsEmpty ? $"{what} {vector}" : $"{what} {vector} (id {ids[vector]})";
        throw new UnusableInputException(
            $"The {name} holds {numbers[at]} at position {at % dimensions}, where a finite number belongs: "
            + "what made it is damaged or was given damaged input.");
    }
}
