using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;
using Likeness.Testing.References;

namespace Likeness.Neural.Tests.Models;

/// <summary>One of the two small autoencoders whose numbers are in <c>tests/references</c>, with its first weights.</summary>
internal sealed class ReferenceModel : IDisposable
{
    private ReferenceModel(AutoencoderSettings settings, int steps)
    {
        Numbers = ReferenceNumbers.Load(settings.Architecture);
        Settings = settings;
        Steps = steps;
        Model = Autoencoder.Empty(settings, withDecoder: true);
        Batch = ToTensor(Numbers["input"]);
        foreach (var (name, parameter) in Model.Parameters) Fill(name, parameter);
    }

    public ReferenceNumbers Numbers { get; }

    public AutoencoderSettings Settings { get; }

    /// <summary>How many steps of Adam the references take.</summary>
    public int Steps { get; }

    public Autoencoder Model { get; }

    public Tensor Batch { get; }

    public static ReferenceModel Of(string name) => name switch
    {
        "plain" => new ReferenceModel(
            new AutoencoderSettings { Architecture = "plain", Height = 16, Width = 16, Filters = [4, 8], Codes = 5, ActivityL1 = 1e-4f, WeightL2 = 1e-4f }, steps: 3),
        "seed" => new ReferenceModel(
            new AutoencoderSettings { Architecture = "seed", Height = 24, Width = 16, Filters = [4, 8], Codes = 6, ActivityL1 = 1e-4f, WeightL2 = 1e-4f }, steps: 5),
        _ => throw new ArgumentException($"there is no reference model {name}", nameof(name)),
    };

    /// <summary>The weights that the optimizer changes.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Trainable => Model.Parameters.Where(p => p.Parameter.Trainable);

    /// <summary>The first layers of the model alone, up to and with the one named, or its rectifier where it has taken that over.</summary>
    public (Sequential Model, bool OfDecoder) Prefix(string lastLayer)
    {
        var architecture = Architecture.Named(Settings.Architecture);
        var ofDecoder = !Model.Encoder.Layers.Any(l => l.Name == lastLayer);
        var layers = (ofDecoder ? architecture.Decoder(Settings) : architecture.Encoder(Settings)).ToList();
        var whole = (ofDecoder ? Model.Decoder! : Model.Encoder).Layers;
        var count = whole.TakeWhile(l => l.Name != lastLayer).Count() + 1;
        if (count < layers.Count && layers[count] is LeakyReLU && layers[count - 1] is Convolutional) count++;
        var prefix = new Sequential(ofDecoder ? Model.Encoder.OutputShape : Model.Encoder.InputShape, layers.Take(count).ToList());
        for (var i = 0; i < count; i++)
        {
            foreach (var (from, to) in whole[i].Parameters.Zip(prefix.Layers[i].Parameters)) from.Value.Span.CopyTo(to.Value.Span);
        }

        return (prefix, ofDecoder);
    }

    public static Tensor ToTensor(NumberArray array) => Tensor.From(new Shape(array.Shape), Array.ConvertAll(array.Values, v => (float)v));

    public void Check(string name, ReadOnlySpan<float> actual) => Close.Check(Numbers[name].Values, actual, what: name);

    public void Dispose()
    {
        Model.Dispose();
        Batch.Dispose();
    }

    private void Fill(string name, Parameter parameter)
    {
        if (parameter.Trainable)
        {
            var array = Numbers["initial/" + name];
            Assert.Equal(parameter.Value.Shape.AsSpan().ToArray(), array.Shape);
            Array.ConvertAll(array.Values, v => (float)v).CopyTo(parameter.Value.Span);
        }
        else
        {
            parameter.Value.Span.Fill(parameter.Name == "moving_variance" ? 1 : 0);
        }
    }
}
