using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Likeness.Search;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>Takes rows apart. What cannot have been written by us is told as damage.</summary>
internal sealed class SqliteRows(SqliteDatabase database)
{
    public CatalogPicture PictureAt(SqliteDataReader row) =>
        new(KeyAt(row), HashAt(row, 2), NumberAt(row, 3), TimeAt(row, 4)) { Changed = TimeOrNullAt(row, 5) };

    public RejectedPicture RejectedAt(SqliteDataReader row) =>
        new(KeyAt(row), NumberAt(row, 2), TimeAt(row, 3), TextAt(row, 4), TextAt(row, 5)) { Changed = TimeOrNullAt(row, 6) };

    public CatalogDescriptor DescriptorAt(SqliteDataReader row) => new(TextAt(row, 0), TextAt(row, 1), DimensionsAt(row, 2), MetricAt(row, 3));

    public PictureKey KeyAt(SqliteDataReader row) => new(NumberAt(row, 0), PathAt(row, 1));

    public string PathAt(SqliteDataReader row, int column)
    {
        try
        {
            return PathBytes.ToPath(BlobAt(row, column));
        }
        catch (FormatException bad)
        {
            throw database.Damaged(bad.Message.TrimEnd('.'));
        }
    }

    public long NumberAt(SqliteDataReader row, int column) => raw.sqlite3_column_type(row.Handle, column) == raw.SQLITE_INTEGER
        ? raw.sqlite3_column_int64(row.Handle, column)
        : throw database.Damaged($"no number where {raw.sqlite3_column_name(row.Handle, column).utf8_to_string()} stands");

    public string TextAt(SqliteDataReader row, int column) => raw.sqlite3_column_type(row.Handle, column) == raw.SQLITE_TEXT
        ? raw.sqlite3_column_text(row.Handle, column).utf8_to_string()
        : throw database.Damaged($"no text where {raw.sqlite3_column_name(row.Handle, column).utf8_to_string()} stands");

    /// <summary>The numbers where SQLite has them, valid until the next row.</summary>
    public ReadOnlySpan<float> VectorAt(SqliteDataReader row, int column, CatalogDescriptor descriptor)
    {
        var bytes = BlobAt(row, column);
        return bytes.Length == descriptor.Dimensions * sizeof(float)
            ? MemoryMarshal.Cast<byte, float>(bytes)
            : throw database.Damaged($"a vector of {bytes.Length} bytes, where '{descriptor.Name}' has {descriptor.Dimensions * sizeof(float)}");
    }

    /// <summary>The same of a vector that nothing else looks at.</summary>
    /// <exception cref="DamagedDataException">A number is NaN or infinite.</exception>
    public ReadOnlySpan<float> FiniteVectorAt(SqliteDataReader row, int column, CatalogDescriptor descriptor)
    {
        var vector = VectorAt(row, column, descriptor);
        return float.IsFinite(TensorPrimitives.MaxMagnitude(vector))
            ? vector
            : throw database.Damaged($"a vector of '{descriptor.Name}' with numbers that are not finite");
    }

    /// <summary>The bytes where SQLite has them, valid until the next row: a copy of every vector would be garbage at once.</summary>
    public static ReadOnlySpan<byte> BlobAt(SqliteDataReader row, int column) => raw.sqlite3_column_blob(row.Handle, column);

    public ContentHash HashAt(SqliteDataReader row, int column)
    {
        var bytes = BlobAt(row, column);
        return bytes.Length == ContentHash.Length ? new ContentHash(bytes) : throw database.Damaged($"a content hash of {bytes.Length} bytes");
    }

    public float[] CentersAt(SqliteDataReader row, int column, int dimensions)
    {
        var bytes = BlobAt(row, column);
        if (bytes.IsEmpty || bytes.Length % (dimensions * sizeof(float)) != 0)
            throw database.Damaged($"centres of {bytes.Length} bytes, where each has {dimensions * sizeof(float)}");
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private DateTime TimeAt(SqliteDataReader row, int column)
    {
        var ticks = NumberAt(row, column);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : throw database.Damaged($"the time {ticks}");
    }

    private DateTime? TimeOrNullAt(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : TimeAt(row, column);

    private int DimensionsAt(SqliteDataReader row, int column)
    {
        var dimensions = NumberAt(row, column);
        return dimensions is >= 1 and <= int.MaxValue / sizeof(float) ? (int)dimensions : throw database.Damaged($"vectors with {dimensions} dimensions");
    }

    private Metric MetricAt(SqliteDataReader row, int column) =>
        Enum.TryParse<Metric>(TextAt(row, column), out var metric) && Enum.IsDefined(metric)
            ? metric
            : throw database.Damaged($"the metric '{TextAt(row, column)}'");
}
