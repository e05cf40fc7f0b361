using System.Runtime.InteropServices;

namespace Likeness.Imaging.Vips;

/// <summary>GObject's tagged value: a type and two words of data. It must start as zeros.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public ulong Data0;
    public ulong Data1;
}
