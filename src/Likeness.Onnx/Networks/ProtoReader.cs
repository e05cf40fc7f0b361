namespace Likeness.Onnx.Networks;

/// <summary>Goes through the fields of a Protocol Buffers message.</summary>
/// <remarks>The wire format: a field is its number and kind as a varint, then a varint, eight bytes, a length and so many bytes, or four bytes.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> message = message;
    private int at;

    /// <summary>The field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its kind.</summary>
    public int Kind { get; private set; }

    /// <summary>Its number, where it is a varint.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes, where it has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Reads the next field; false at the end.</summary>
    /// <exception cref="EndOfStreamException">The message ends within it.</exception>
    /// <exception cref="InvalidDataException">These bytes are no such message.</exception>
    public bool Next()
    {
        if (at == message.Length) return false;
        var key = ReadVarint();
        (Field, Kind) = ((int)Math.Min(key >> 3, int.MaxValue), (int)(key & 7));
        if (Field == 0) throw new InvalidDataException("a field has the number 0");
        switch (Kind)
        {
            case Varint: Number = ReadVarint(); break;
            case Fixed64: Bytes = Take(sizeof(ulong)); break;
            case LengthDelimited: Bytes = Take(ReadVarint()); break;
            case Fixed32: Bytes = Take(sizeof(uint)); break;
            default: throw new InvalidDataException($"a field is of kind {Kind}");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - at)) throw new EndOfStreamException($"a part of {length} bytes begins {message.Length - at} bytes before the end");
        var taken = message.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at == message.Length) throw new EndOfStreamException("a number is cut off");
            var part = message[at++];
            if (shift < 64) value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("a number has more than ten bytes");
    }
}
