using Likeness.Experiments;
using Likeness.Testing;

namespace Likeness.Tests.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_left_out_is_as_in_the_base_model()
    {
        var settings = Read("""{"name":"a","title":"t","group":"g"}""").Settings(64, 2);
        Assert.Equal((128, 50, 32, 1e-3, "constant"), (settings.Model.Codes, settings.Trainer.Epochs, settings.Trainer.BatchSize, settings.Trainer.LearningRate, settings.Trainer.Schedule));
        Assert.Equal([32, 64], settings.Model.Filters);
        Assert.Equal((0.25, 42L, "seed"), (settings.Validation, settings.Seed, settings.Model.Architecture));
    }

    [Fact]
    public void Every_key_reaches_the_training()
    {
        var settings = Read(
            """
            {"name":"a","title":"t","group":"g","model":"article","decoder":"upsampling","filters":[4,8,16],"codes":7,"epochs":3,"batch":5,"learningRate":0.5,"schedule":"polynomial",
             "power":2,"activityL1":0.125,"weightL2":0.25,"flip":true,"grey":true,"validation":0.5,"patience":9,"seed":8,"published":{"trainLoss":0.1}}
            """).Settings(64, 2);
        Assert.Equal(("article", true, 7, 0.125f, 0.25f), (settings.Model.Architecture, settings.Model.UpSampling, settings.Model.Codes, settings.Model.ActivityL1, settings.Model.WeightL2));
        Assert.Equal([4, 8, 16], settings.Model.Filters);
        Assert.Equal((3, 5, 0.5, "polynomial", 2.0), (settings.Trainer.Epochs, settings.Trainer.BatchSize, settings.Trainer.LearningRate, settings.Trainer.Schedule, settings.Trainer.Power));
        Assert.Equal((true, true, 0.5, 9, 8L, 2), (settings.Flip, settings.Model.Grey, settings.Validation, settings.Patience, settings.Seed, settings.Threads));
        Assert.True(Read("""{"name":"a","title":"t","group":"g","linearCodes":true}""").Settings(64, 2).Model.LinearCodes);
    }

    [Theory]
    [InlineData("""{"name":"a","title":"t","group":"g","codez":1}""", "unknown key \"codez\"")]
    [InlineData("""{"name":"a","title":"t","group":"g","published":{"loss":1}}""", "unknown key \"loss\"")]
    [InlineData("""{"name":"a","title":"t","group":"g","codes":0}""", "codes is 0; it has to be 1 to")]
    [InlineData("""{"name":"a","title":"t","group":"g","codes":"many"}""", "the value of \"codes\" in line 1")]
    [InlineData("""{"name":"a","title":"t","group":"g","learningRate":-1}""", "learning-rate is -1")]
    [InlineData("""{"name":"a","title":"t","group":"g","validation":1}""", "validation is 1")]
    [InlineData("""{"name":"a","title":"t","group":"g","schedule":"sideways"}""", "schedule is \"sideways\"")]
    [InlineData("""{"name":"a","title":"t","group":"g","model":"article","linearCodes":true}""", "linear-codes")]
    [InlineData("""{"name":"a","title":"t","group":"g","decoder":"none"}""", "decoder is \"none\"")]
    [InlineData("""{"name":"../a","title":"t","group":"g"}""", "name is \"../a\"")]
    [InlineData("""{"name":"a","title":null,"group":"g"}""", "null")]
    [InlineData("""{"name":"a"}""", "lacks")]
    [InlineData("""{"name":"a",""", "JSON")]
    [InlineData("null", "null")]
    public void Mistakes_are_named_with_the_file(string json, string named)
    {
        var message = Assert.Throws<WrongSettingsException>(() => Read(json)).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(folder["one.json"], message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_and_folders_without_any_are_refused()
    {
        Assert.Throws<UnusableInputException>(() => ExperimentFile.ReadAll(folder["nowhere"]));
        Read("""{"name":"a","title":"t","group":"g"}""");
        folder.Write("two.json", """{"name":"a","title":"t","group":"g"}"""u8);
        Assert.Contains("the name a", Assert.Throws<WrongSettingsException>(() => ExperimentFile.ReadAll(Path.GetDirectoryName(folder["one.json"])!)).Message, StringComparison.Ordinal);
    }

    private Experiment Read(string json) => ExperimentFile.Read(folder.Write("one.json", System.Text.Encoding.UTF8.GetBytes(json)));
}
