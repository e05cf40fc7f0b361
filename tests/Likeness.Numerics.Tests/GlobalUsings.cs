// System.Numerics.Tensors has a type of the same name, which is not used here.
global using Tensor = Likeness.Numerics.Tensors.Tensor;
