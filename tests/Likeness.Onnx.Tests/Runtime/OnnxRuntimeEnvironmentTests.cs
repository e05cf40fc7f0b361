using System.Runtime.InteropServices;
using Likeness.Onnx.Runtime;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests.Runtime;

public sealed class OnnxRuntimeEnvironmentTests
{
    [Fact]
    public void Where_the_library_cannot_be_loaded_the_systems_that_have_one_are_named()
    {
        var failure = OnnxRuntimeEnvironment.Missing(new DllNotFoundException("no library of that name.\nnowhere"));
        Assert.All(
            ["no library of that name. nowhere", RuntimeInformation.RuntimeIdentifier, "linux-arm64", "osx-arm64", "another descriptor"],
            words => Assert.Contains(words, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
    }

    [OnnxRuntimeFact]
    public void The_version_is_the_one_of_the_package() => Assert.Matches(@"^1\.\d+\.\d+$", OnnxRuntimeEnvironment.Version);

    [Fact]
    public void Words_of_a_failure_are_one_line_without_its_code_and_end_somewhere()
    {
        Assert.Equal("a: b", OnnxRuntimeFailure.Words("[ErrorCode:InvalidGraph] a:\nb.\n"));
        Assert.Equal(new string('x', 400) + "…", OnnxRuntimeFailure.Words("[ErrorCode:Fail] " + new string('x', 5000)));
    }
}
