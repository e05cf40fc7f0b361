using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Likeness.Search.Scanning;
using Likeness.Storage;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// The vectors of one generation in a file beside the catalog, as a search wants them: mapped into memory, it is open in no time, however many there are.
/// The catalog is the truth and this its mirror: written whole or not at all, never changed, of use as far as it agrees with the catalog, and made
/// again otherwise. Little endian; a header of a page, the rows, then for each row the catalog's numbers of its content and of its vector.
/// </summary>
internal sealed unsafe class VectorFile : IDisposable
{
    private const int HeaderBytes = 4096; // a page: rows begin at a cache line wherever the file is mapped
    private const int DigestOffset = 64;
    private const int MostRows = int.MaxValue / (2 * sizeof(long)); // their numbers are hashed in one piece

    private static readonly byte[] Magic = "LIKENESS VECTORS"u8.ToArray();

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    private VectorFile(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* start, Header header)
    {
        (this.file, this.view, Version, Count, Stride) = (file, view, header.Version, header.Count, header.Stride);
        this.start = start;
    }

    // Searches may outlive whoever opened it: only the collector knows when the last one has ended.
    ~VectorFile() => Close();

    /// <summary>The state of the catalog that it mirrors.</summary>
    public long Version { get; }

    /// <summary>How many vectors there are.</summary>
    public int Count { get; }

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The prepared vectors, in ascending order of their contents.</summary>
    public float* Rows => (float*)(start + HeaderBytes);

    /// <summary>The catalog's number of each row's content.</summary>
    public ReadOnlySpan<long> Contents => new(start + HeaderBytes + RowBytes, Count);

    /// <summary>The number of each row's vector in the catalog: with its content it names the vector for all time.</summary>
    public ReadOnlySpan<long> RowIds => new(start + HeaderBytes + RowBytes + Count * sizeof(long), Count);

    private long RowBytes => (long)Count * Stride * sizeof(float);

    /// <summary>The file of a generation, beside the catalog.</summary>
    public static string PathOf(string catalog, long generation) => Path.Join(Folder(catalog), $"{generation}.vectors");

    /// <summary>Opens the mirror of a generation; null where there is none that can be used.</summary>
    /// <param name="catalog">The full path of the catalog.</param>
    /// <param name="id">The catalog's own number, that no other catalog has.</param>
    /// <param name="generation">The generation's number.</param>
    /// <param name="descriptor">What made the vectors.</param>
    public static VectorFile? TryOpen(string catalog, long id, long generation, CatalogDescriptor descriptor)
    {
        try
        {
            var stream = new FileStream(PathOf(catalog, generation), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var wanted = new Header(id, generation, 0, 0, new Preparation(descriptor.Dimensions, descriptor.Metric).Stride, descriptor);
            return Map(stream, wanted);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the mirror of a generation.</summary>
    /// <param name="path">As <see cref="PathOf"/>.</param>
    /// <param name="id">The catalog's own number.</param>
    /// <param name="generation">The generation's number.</param>
    /// <param name="version">The state of the catalog that the vectors are of.</param>
    /// <param name="descriptor">What made the vectors.</param>
    /// <param name="read">Hands over every vector with the numbers of its content and of itself, in ascending order of contents.</param>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static void Write(
        string path, long id, long generation, long version, CatalogDescriptor descriptor, Action<StoredVectorReceiver> read)
    {
        var preparation = new Preparation(descriptor.Dimensions, descriptor.Metric);
        var (contents, rowIds) = (new List<long>(), new List<long>());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[HeaderBytes]);
            var row = new float[preparation.Stride];
            read((content, rowId, vector) =>
            {
                preparation.Prepare(vector, row);
                stream.Write(MemoryMarshal.AsBytes<float>(row));
                contents.Add(content);
                rowIds.Add(rowId);
            });
            var numbers = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(contents)).ToArray().Concat(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rowIds)).ToArray()).ToArray();
            stream.Write(numbers);
            var header = new Header(id, generation, version, contents.Count, preparation.Stride, descriptor).ToBytes(numbers);
            stream.Position = 0;
            stream.Write(header);
        });
    }

    /// <summary>Takes away the files of generations that are no more.</summary>
    public static void RemoveOthers(string catalog, IReadOnlyCollection<long> generations)
    {
        if (!Directory.Exists(Folder(catalog))) return;
        var kept = generations.Select(generation => PathOf(catalog, generation)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Folder(catalog), "*.vectors"))
        {
            if (!kept.Contains(path)) File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Close();
    }

    private void Close()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private static string Folder(string catalog) => Path.Join(Path.GetDirectoryName(catalog), "vectors");

    private static VectorFile? Map(FileStream stream, Header wanted)
    {
        var length = stream.Length;
        if (length < HeaderBytes)
        {
            stream.Dispose();
            return null;
        }

        var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        if (Header.Read(new ReadOnlySpan<byte>(start, HeaderBytes), wanted) is { } header && header.FileBytes == length)
        {
            var numbers = new ReadOnlySpan<byte>(start + length - 2 * header.Count * sizeof(long), 2 * header.Count * sizeof(long));
            if (header.ToBytes(numbers).AsSpan().SequenceEqual(new ReadOnlySpan<byte>(start, HeaderBytes)))
                return new VectorFile(file, view, start, header);
        }

        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary>What the file is of.</summary>
    private sealed record Header(long Catalog, long Generation, long Version, int Count, int Stride, CatalogDescriptor Descriptor)
    {
        public long FileBytes => HeaderBytes + Count * ((long)Stride * sizeof(float) + 2 * sizeof(long));

        public byte[] ToBytes(ReadOnlySpan<byte> numbers)
        {
            var bytes = new byte[HeaderBytes];
            Magic.CopyTo(bytes, 0);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Catalog);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Generation);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Version);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Count);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), Stride);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            digest.AppendData(bytes, 0, DigestOffset);
            digest.AppendData(System.Text.Encoding.UTF8.GetBytes($"{Descriptor}"));
            digest.AppendData(numbers);
            digest.GetHashAndReset().CopyTo(bytes, DigestOffset);
            return bytes;
        }

        /// <summary>The header of a file, if it is of what is wanted.</summary>
        public static Header? Read(ReadOnlySpan<byte> bytes, Header wanted)
        {
            if (!BitConverter.IsLittleEndian || !bytes.StartsWith(Magic)) return null;
            var found = wanted with
            {
                Version = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
                Count = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
            };
            return BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) == wanted.Catalog
                && BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]) == wanted.Generation
                && BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]) == wanted.Stride && found.Count is >= 0 and <= MostRows ? found : null;
        }
    }
}

/// <summary>Receives a stored vector; the span is valid during the call only.</summary>
/// <param name="content">The catalog's number of what it describes.</param>
/// <param name="rowId">The catalog's number of the vector itself.</param>
/// <param name="vector">As many numbers as the descriptor has dimensions.</param>
internal delegate void StoredVectorReceiver(long content, long rowId, ReadOnlySpan<float> vector);
