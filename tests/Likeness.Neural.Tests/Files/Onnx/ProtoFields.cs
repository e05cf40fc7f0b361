using System.Text;

namespace Likeness.Neural.Tests.Files.Onnx;

/// <summary>A message of Protocol Buffers, read field by field; written against the format's description, not against our writer.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> fields = [];

    public ProtoFields(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            var (field, kind) = ((int)(key >> 3), (int)(key & 7));
            switch (kind)
            {
                case 0:
                    fields.Add((field, Varint(ref message), []));
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    fields.Add((field, 0, message[..length].ToArray()));
                    message = message[length..];
                    break;
                case 5:
                    fields.Add((field, 0, message[..4].ToArray()));
                    message = message[4..];
                    break;
                default:
                    throw new FormatException($"field {field} is of kind {kind}");
            }
        }
    }

    public ulong Number(int field) => fields.Single(f => f.Field == field).Number;

    public ulong[] Numbers(int field) => [.. fields.Where(f => f.Field == field).Select(f => f.Number)];

    public byte[] Bytes(int field) => fields.Single(f => f.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public ProtoFields Message(int field) => new(Bytes(field));

    public ProtoFields[] Messages(int field) => [.. fields.Where(f => f.Field == field).Select(f => new ProtoFields(f.Bytes))];

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
