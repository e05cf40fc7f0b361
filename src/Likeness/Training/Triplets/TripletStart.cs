namespace Likeness.Training.Triplets;

/// <summary>What a triplet training starts from.</summary>
public enum TripletStart
{
    /// <summary>An encoder with random weights.</summary>
    Nothing,

    /// <summary>The encoder of the library's model.</summary>
    Model,

    /// <summary>The vectors of a pretrained network that the library's pictures were indexed with; a small head on them is learned.</summary>
    Onnx,
}
