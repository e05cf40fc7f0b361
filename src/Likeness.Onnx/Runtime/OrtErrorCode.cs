namespace Likeness.Onnx.Runtime;

/// <summary>What kind of failure ONNX Runtime reports, with its own numbers.</summary>
internal enum OrtErrorCode
{
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    ModelLoaded = 8,
    NotImplemented = 9,
    InvalidGraph = 10,
}
