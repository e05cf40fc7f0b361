using Likeness.Imaging.Native;

namespace Likeness.Imaging.Tests.Native;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void A_missing_library_is_named_with_the_package_that_brings_it()
    {
        string[] nowhere = ["libno-such-library.so.9"];
        var missing = new NativeLibraryName("missing", nowhere, nowhere, nowhere, "install the package libno-such");
        var message = Assert.Throws<UnusableInputException>(() => NativeLibraries.Require(missing)).Message;
        Assert.Contains("libno-such-library.so.9 cannot be loaded (", message, StringComparison.Ordinal);
        Assert.Contains("install the package libno-such", message, StringComparison.Ordinal);
    }
}
