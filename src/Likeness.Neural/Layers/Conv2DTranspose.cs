namespace Likeness.Neural.Layers;

/// <summary>
/// Transposed convolution with 'same' padding and a bias, the gradient of a convolution used as a layer: from (height, width, channels) to
/// (height·strides, width·strides, filters). The kernel is (kernel size, kernel size, filters, channels), as in Keras.
/// </summary>
/// <param name="filters">Channels of the output, at least 1.</param>
/// <param name="kernelSize">Height and width of the kernel, at least 1.</param>
/// <param name="strides">How many times larger the output is, at least 1.</param>
public sealed class Conv2DTranspose(int filters, int kernelSize = 3, int strides = 1) : Convolutional(filters, kernelSize, strides, transposed: true);
