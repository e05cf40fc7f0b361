using Likeness.Neural.Models;

namespace Likeness.Neural.Tests.Models;

public sealed class AutoencoderSettingsTests
{
    private static readonly (string Named, AutoencoderSettings Settings)[] Wrong =
    [
        ("model is \"deep\"", new() { Architecture = "deep" }),
        ("filters is 0 numbers", new() { Filters = [] }),
        ("filters is 9 numbers", new() { Filters = [1, 1, 1, 1, 1, 1, 1, 1, 1] }),
        ("filters is 0;", new() { Filters = [32, 0] }),
        ("filters is 4097", new() { Filters = [4097] }),
        ("image height is 0", new() { Height = 0 }),
        ("image height is 254", new() { Height = 254 }),
        ("image width is -4", new() { Width = -4 }),
        ("image width is 4100", new() { Width = 4100 }),
        ("codes is 0", new() { Codes = 0 }),
        ("codes is 65537", new() { Codes = 65537 }),
        ("codes is 60000", new() { Height = 4096, Width = 4096, Codes = 60000 }),
        ("activity-l1 is -1", new() { ActivityL1 = -1 }),
        ("activity-l1 is NaN", new() { ActivityL1 = float.NaN }),
        ("weight-l2 is -1", new() { WeightL2 = -1 }),
        ("weight-l2 is", new() { WeightL2 = float.PositiveInfinity }),
    ];

    [Fact]
    public void A_wrong_setting_is_named_with_its_value_and_range()
    {
        foreach (var (named, settings) in Wrong)
        {
            var message = Assert.Throws<WrongSettingsException>(settings.Validate).Message;
            Assert.StartsWith(named, message, StringComparison.Ordinal);
            Assert.Contains("it has to be", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_defaults_and_the_limits_are_right()
    {
        new AutoencoderSettings().Validate();
        new AutoencoderSettings { Height = 4096, Width = 16, Filters = [4096, 1], Codes = 65536 }.Validate();
        new AutoencoderSettings { Height = 256, Width = 256, Filters = [1, 1, 1, 1, 1, 1, 1, 1], Codes = 1 }.Validate();
    }

    [Fact]
    public void No_model_has_fewer_weights_than_the_least()
    {
        foreach (var name in Architecture.Names)
        foreach (var upSampling in new[] { false, true })
        {
            var settings = new AutoencoderSettings { Architecture = name, Height = 16, Width = 24, Filters = [4, 7, 5], Codes = 6, UpSampling = upSampling };
            using var model = Autoencoder.Create(settings, 1);
            Assert.InRange(model.ParameterCount, settings.LeastParameters, 3 * settings.LeastParameters);
        }
    }
}
