using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Layers;

public sealed class PenaltyTests
{
    [Fact]
    public void Penalties_are_summed_in_training_and_where_a_loss_is_asked_for_and_change_no_code()
    {
        using var team = new WorkerTeam(1);
        using var model = Autoencoder.Create(new AutoencoderSettings { Architecture = "plain", Height = 8, Width = 8, Filters = [3, 5], Codes = 4, ActivityL1 = 1e-2f, WeightL2 = 1e-2f }, seed: 3);
        using var batch = RandomNumbers.Tensor(model.Encoder.InputShape.Batch(2), 4);
        float[] Codes(Pass pass) => model.Encoder.Forward(pass, batch).Span.ToArray();

        var trained = Codes(new Pass(team, Training: true));
        var penalty = model.Encoder.Penalty;
        Assert.True(penalty > 0);
        Close.Check(Close.ToDouble(trained), Codes(new Pass(team, Training: false)));
        Assert.Equal(0, model.Encoder.Penalty);
        Close.Check(Close.ToDouble(trained), Codes(new Pass(team, Training: false) { Penalties = true }));
        Assert.Equal(penalty, model.Encoder.Penalty, 1e-9);
    }
}
