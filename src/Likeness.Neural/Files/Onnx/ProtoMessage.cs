using System.Buffers.Binary;
using System.Text;

namespace Likeness.Neural.Files.Onnx;

/// <summary>
/// A message of Protocol Buffers on its way to a file. Small fields are bytes at once; large ones only say how long they are and are
/// written when their turn comes, so that a file of any size takes no memory.
/// </summary>
/// <remarks>The wire format: a field is its number and kind, then a varint, four bytes, or a length and so many bytes.</remarks>
internal sealed class ProtoMessage
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly List<(long Length, Action<Stream> Write)> parts = [];
    private readonly MemoryStream gathered = new();

    /// <summary>Bytes that <see cref="WriteTo"/> will write.</summary>
    public long Length => parts.Sum(part => part.Length) + gathered.Length;

    public ProtoMessage Integer(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
        return this;
    }

    public ProtoMessage Integers(int field, IEnumerable<long> values)
    {
        foreach (var value in values) Integer(field, value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Key(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        gathered.Write(bytes);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Texts(int field, IEnumerable<string> values)
    {
        foreach (var value in values) Text(field, value);
        return this;
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, LengthDelimited);
        Number((ulong)value.Length);
        gathered.Write(value);
        return this;
    }

    /// <summary>Bytes that are made when the file is written.</summary>
    public ProtoMessage Bytes(int field, long length, Action<Stream> write)
    {
        Key(field, LengthDelimited);
        Number((ulong)length);
        Close();
        parts.Add((length, write));
        return this;
    }

    public ProtoMessage Message(int field, ProtoMessage message) => Bytes(field, message.Length, message.WriteTo);

    public ProtoMessage Messages(int field, IEnumerable<ProtoMessage> messages)
    {
        foreach (var message in messages) Message(field, message);
        return this;
    }

    public void WriteTo(Stream stream)
    {
        Close();
        foreach (var (_, write) in parts) write(stream);
    }

    /// <summary>What was gathered becomes a part of its own, and a new one begins.</summary>
    private void Close()
    {
        if (gathered.Length == 0) return;
        var bytes = gathered.ToArray();
        gathered.SetLength(0);
        parts.Add((bytes.Length, stream => stream.Write(bytes)));
    }

    private void Key(int field, int kind) => Number((ulong)(field << 3 | kind));

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    private void Number(ulong value)
    {
        for (; value > 0x7f; value >>= 7) gathered.WriteByte((byte)(value | 0x80));
        gathered.WriteByte((byte)value);
    }
}

/// <summary>The messages of an ONNX file that a model needs. The field numbers are those of <c>onnx.proto</c>, IR version 8.</summary>
internal static class OnnxProto
{
    /// <summary>Of the container. 8 goes with operator set 15.</summary>
    public const int IrVersion = 8;

    /// <summary>The version of the operators' definitions.</summary>
    public const int OperatorSet = 15;

    private const int FloatType = 1;
    private const int Int64Type = 7;

    public static ProtoMessage Attribute(string name, float value) => new ProtoMessage().Text(1, name).Float(2, value).Integer(20, 1);

    public static ProtoMessage Attribute(string name, long value) => new ProtoMessage().Text(1, name).Integer(3, value).Integer(20, 2);

    public static ProtoMessage Attribute(string name, string value) => new ProtoMessage().Text(1, name).Text(4, value).Integer(20, 3);

    public static ProtoMessage Attribute(string name, params long[] values) =>
        new ProtoMessage().Text(1, name).Integers(8, values).Integer(20, 7);

    public static ProtoMessage Node(
        string name, string operation, IEnumerable<string> inputs, string output, IEnumerable<ProtoMessage> attributes) =>
        new ProtoMessage().Texts(1, inputs).Text(2, output).Text(3, name).Text(4, operation).Messages(5, attributes);

    /// <summary>A constant of float32; <paramref name="write"/> gives its bytes.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<long> shape, long bytes, Action<Stream> write) =>
        new ProtoMessage().Integers(1, shape).Integer(2, FloatType).Text(8, name).Bytes(9, bytes, write);

    /// <summary>A row of constant integers.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<long> values) =>
        new ProtoMessage().Integer(1, values.Count).Integer(2, Int64Type).Integers(7, values).Text(8, name);

    /// <summary>A row of constant float32 numbers.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<float> values)
    {
        var tensor = new ProtoMessage().Integer(1, values.Count).Integer(2, FloatType);
        foreach (var value in values) tensor.Float(4, value);
        return tensor.Text(8, name);
    }

    /// <summary>An input or output of float32: its batch axis has any size.</summary>
    public static ProtoMessage ValueInfo(string name, ReadOnlySpan<int> shape, string description)
    {
        var axes = new ProtoMessage().Message(1, new ProtoMessage().Text(2, "batch"));
        foreach (var axis in shape) axes.Message(1, new ProtoMessage().Integer(1, axis));
        var type = new ProtoMessage().Message(1, new ProtoMessage().Integer(1, FloatType).Message(2, axes));
        return new ProtoMessage().Text(1, name).Message(2, type).Text(3, description);
    }

    public static ProtoMessage Graph(
        string name, IEnumerable<ProtoMessage> nodes, IEnumerable<ProtoMessage> tensors, string description, ProtoMessage input,
        IEnumerable<ProtoMessage> outputs) =>
        new ProtoMessage().Messages(1, nodes).Text(2, name).Messages(5, tensors).Text(10, description).Message(11, input)
            .Messages(12, outputs);

    public static ProtoMessage Model(
        string version, string description, ProtoMessage graph, IEnumerable<KeyValuePair<string, string>> metadata) =>
        new ProtoMessage().Integer(1, IrVersion).Text(2, "Likeness").Text(3, version).Text(6, description).Message(7, graph)
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, OperatorSet))
            .Messages(14, metadata.Select(entry => new ProtoMessage().Text(1, entry.Key).Text(2, entry.Value)));
}
