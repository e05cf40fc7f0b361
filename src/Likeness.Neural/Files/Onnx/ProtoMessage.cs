using System.Buffers.Binary;
using System.Text;

namespace Likeness.Neural.Files.Onnx;

/// <summary>
/// A message of Protocol Buffers on its way to a file. Small fields are bytes at once; large ones only say how long they are and are written when
/// their turn comes, so that a file of any size takes no memory.
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
