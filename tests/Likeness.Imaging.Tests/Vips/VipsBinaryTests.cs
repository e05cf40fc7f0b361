using Likeness.Imaging.Tests.Support;
using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Tests.Vips;

public sealed class VipsBinaryTests
{
    [Fact]
    public void A_file_that_is_not_there_is_named_with_the_variable_that_asks_for_it()
    {
        var message = Assert.Throws<UnusableInputException>(() => VipsBinary.Load("/no/such/libvips.so")).Message;
        Assert.Contains("/no/such/libvips.so", message, StringComparison.Ordinal);
        Assert.Contains(VipsBinary.Variable, message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libvips42", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [LinuxFact]
    public void A_library_that_is_not_libvips_is_refused() =>
        Assert.Contains("libm.so.6 is no libvips", Assert.Throws<UnusableInputException>(() => VipsBinary.Load("libm.so.6")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_one_that_is_shipped_is_found_in_this_checkout()
    {
        var shipped = VipsBinary.Load("bundled");
        Assert.Equal("bundled", shipped.Origin);
        Assert.True(shipped.Version >= new Version(8, 18));
        Assert.True(File.Exists(shipped.FilePath));
    }

    [Fact]
    public void The_one_in_use_is_the_one_that_was_asked_for()
    {
        var inUse = VipsLibrary.Binary;
        var wanted = Environment.GetEnvironmentVariable(VipsBinary.Variable);
        if (wanted is "system" or "bundled")
            Assert.Equal(wanted, inUse.Origin);
        Assert.True(inUse.Version >= VipsBinary.Oldest);
    }
}
