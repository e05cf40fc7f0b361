using Likeness.Onnx.Networks;

namespace Likeness.Onnx.Runtime;

/// <summary>Asks a session what it takes and gives.</summary>
internal static unsafe class OrtTensorInfos
{
    public static OnnxTensorInfo[] Inputs(OrtApi api, OrtHandle session) =>
        All(api, session, api.SessionGetInputCount, api.SessionGetInputName, api.SessionGetInputTypeInfo);

    public static OnnxTensorInfo[] Outputs(OrtApi api, OrtHandle session) =>
        All(api, session, api.SessionGetOutputCount, api.SessionGetOutputName, api.SessionGetOutputTypeInfo);

    /// <summary>A tensor's element type and axes; axes of any size are −1.</summary>
    public static (OnnxElementType Type, long[] Axes) Shape(OrtApi api, nint tensor)
    {
        int type;
        nuint count;
        api.Check(api.GetTensorElementType(tensor, &type));
        api.Check(api.GetDimensionsCount(tensor, &count));
        var axes = new long[count];
        fixed (long* to = axes) api.Check(api.GetDimensions(tensor, to, count));
        return ((OnnxElementType)type, axes);
    }

    private static OnnxTensorInfo[] All(
        OrtApi api, OrtHandle session, delegate* unmanaged<nint, nuint*, nint> count,
        delegate* unmanaged<nint, nuint, nint, byte**, nint> name, delegate* unmanaged<nint, nuint, nint*, nint> type)
    {
        nuint number;
        nint allocator, made;
        api.Check(count(session.Value, &number));
        api.Check(api.GetAllocatorWithDefaultOptions(&allocator));
        var infos = new OnnxTensorInfo[number];
        for (nuint i = 0; i < number; i++)
        {
            byte* text;
            api.Check(name(session.Value, i, allocator, &text));
            var called = OrtApi.Text(text);
            api.Check(api.AllocatorFree(allocator, text));
            api.Check(type(session.Value, i, &made));
            using var info = new OrtHandle(made, api.ReleaseTypeInfo);
            infos[i] = Info(api, called, info);
        }

        return infos;
    }

    private static OnnxTensorInfo Info(OrtApi api, string name, OrtHandle info)
    {
        nint tensor;
        api.Check(api.CastTypeInfoToTensorInfo(info.Value, &tensor));
        if (tensor == 0) return new OnnxTensorInfo(name, OnnxElementType.NoTensor, [], []);
        var (type, axes) = Shape(api, tensor);
        var names = new string[axes.Length];
        var texts = stackalloc byte*[Math.Max(1, axes.Length)];
        api.Check(api.GetSymbolicDimensions(tensor, texts, (nuint)axes.Length));
        for (var i = 0; i < axes.Length; i++) names[i] = OrtApi.Text(texts[i]);
        return new OnnxTensorInfo(name, type, axes, names);
    }
}
