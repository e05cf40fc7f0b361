namespace Likeness.Neural.Layers;

/// <summary>
/// Two-dimensional convolution with 'same' padding and a bias: from (height, width, channels) to (⌈height/strides⌉, ⌈width/strides⌉, filters).
/// The kernel is (kernel size, kernel size, channels, filters); where the padding is odd, the larger part is at the bottom and right, as in Keras.
/// </summary>
/// <param name="filters">Channels of the output, at least 1.</param>
/// <param name="kernelSize">Height and width of the kernel, at least 1.</param>
/// <param name="strides">Step between input pixels, at least 1.</param>
public sealed class Conv2D(int filters, int kernelSize = 3, int strides = 1) : Convolutional(filters, kernelSize, strides, transposed: false);
