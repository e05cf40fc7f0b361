namespace Likeness.Onnx.Networks;

/// <summary>What a tensor is made of, with the numbers that ONNX Runtime gives the types.</summary>
public enum OnnxElementType
{
    /// <summary>Not a tensor: a sequence, a map, or another thing.</summary>
    NoTensor = 0,

    /// <summary>32 bits, floating.</summary>
    Float32 = 1,

    /// <summary>8 bits, from 0.</summary>
    UInt8 = 2,

    /// <summary>8 bits.</summary>
    Int8 = 3,

    /// <summary>16 bits, from 0.</summary>
    UInt16 = 4,

    /// <summary>16 bits.</summary>
    Int16 = 5,

    /// <summary>32 bits.</summary>
    Int32 = 6,

    /// <summary>64 bits.</summary>
    Int64 = 7,

    /// <summary>Texts.</summary>
    String = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>16 bits, floating, of IEEE 754.</summary>
    Float16 = 10,

    /// <summary>64 bits, floating.</summary>
    Float64 = 11,

    /// <summary>32 bits, from 0.</summary>
    UInt32 = 12,

    /// <summary>64 bits, from 0.</summary>
    UInt64 = 13,

    /// <summary>Two float32.</summary>
    Complex64 = 14,

    /// <summary>Two float64.</summary>
    Complex128 = 15,

    /// <summary>16 bits, floating, with the exponents of float32.</summary>
    BFloat16 = 16,
}
