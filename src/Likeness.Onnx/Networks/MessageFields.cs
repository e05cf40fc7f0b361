using Google.Protobuf;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Onnx.Networks;

/// <summary>
/// Goes through the fields of a message that is read from a file. What nobody asks for is passed over, never held: weights of any size cost no memory.
/// </summary>
/// <param name="file">What the stream reads, from its beginning.</param>
/// <param name="input">The stream, at the message's first byte.</param>
/// <param name="end">Where in the file the message ends.</param>
internal sealed class MessageFields(SafeFileHandle file, CodedInputStream input, long end)
{
    private bool isUntouched;

    /// <summary>The field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>How it is written.</summary>
    public WireFormat.WireType Kind { get; private set; }

    /// <summary>Whether its content is a message, a text or bytes.</summary>
    public bool HasLength => Kind == WireFormat.WireType.LengthDelimited;

    /// <summary>Goes to the next field; false at the end. A message that was entered has to be gone through first.</summary>
    /// <exception cref="EndOfStreamException">The message ends within a field.</exception>
    /// <exception cref="InvalidDataException">These bytes are no message.</exception>
    public bool Next()
    {
        if (isUntouched) Do(input.SkipLastField);
        isUntouched = false;
        if (input.Position > end) throw new EndOfStreamException("a part is longer than what it lies in");
        if (input.Position == end) return false;
        var tag = Do(input.ReadTag);
        if (tag == 0) throw new EndOfStreamException("the file became shorter");
        (Field, Kind) = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
        // Groups have not been written for twenty years, and what is in them would be passed over by recursion.
        if (Kind is not (WireFormat.WireType.Varint or WireFormat.WireType.Fixed64 or WireFormat.WireType.LengthDelimited or WireFormat.WireType.Fixed32))
            throw new InvalidDataException($"a field is of kind {(int)Kind}");
        return isUntouched = true;
    }

    /// <summary>The field's number.</summary>
    public ulong Number()
    {
        isUntouched = false;
        return Do(input.ReadUInt64);
    }

    /// <summary>The fields of the message in the field.</summary>
    public MessageFields Enter()
    {
        isUntouched = false;
        var length = Do(input.ReadLength);
        if (length < 0 || length > end - input.Position) throw new EndOfStreamException($"a part of {(uint)length} bytes begins {end - input.Position} bytes before the end");
        return new MessageFields(file, input, input.Position + length);
    }

    /// <summary>The field's content, which is held in memory.</summary>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="what">What it is called when it has more.</param>
    public byte[] Bytes(int most, string what)
    {
        const int longestLength = 5;
        var start = input.Position;
        isUntouched = false;
        Do(input.SkipLastField);
        if (input.Position > end) throw new EndOfStreamException("a part is longer than what it lies in");
        var size = input.Position - start;
        if (size > most + longestLength) throw new InvalidDataException($"{what} takes {size} bytes, and at most {most} are read");
        // Only now is it known to be small enough to be held: it is read again.
        var field = new byte[size];
        if (RandomAccess.Read(file, field, start) < size) throw new EndOfStreamException("the file became shorter");
        return Do(new CodedInputStream(field).ReadBytes).ToByteArray();
    }

    private static void Do(Action read) => Do(() =>
    {
        read();
        return true;
    });

    /// <summary>The package throws one exception, of files, for everything.</summary>
    private static T Do<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidProtocolBufferException wrong) when (wrong.Message.Contains("ended unexpectedly", StringComparison.Ordinal))
        {
            throw new EndOfStreamException("a part is cut off", wrong);
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new InvalidDataException($"it is not written as Protocol Buffers are ({wrong.Message.ReplaceLineEndings(" ").TrimEnd('.')})", wrong);
        }
    }
}
