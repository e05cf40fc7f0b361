using System.Globalization;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Tests.Scanning;

public sealed class FileTimeTests
{
    private static readonly DateTime Noon = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(0, 0, "1970-01-01T00:00:00.0000000Z")]
    [InlineData(-1, 500_000_000, "1969-12-31T23:59:59.5000000Z")]
    [InlineData(1582934400, 999_999_999, "2020-02-29T00:00:00.9999999Z")]
    [InlineData(1582934400, 4_000_000_000, "2020-02-29T00:00:00.0000000Z")]
    [InlineData(1582934400, -1, "2020-02-29T00:00:00.0000000Z")]
    [InlineData(300_000_000_000, 5, "9999-12-31T23:59:59.9999999Z")]
    [InlineData(253_402_300_799, 999_999_999, "9999-12-31T23:59:59.9999999Z")]
    [InlineData(253_402_300_800, 0, "9999-12-31T23:59:59.9999999Z")]
    [InlineData(-62_135_596_800, 0, "0001-01-01T00:00:00.0000000Z")]
    [InlineData(-62_135_596_801, 0, "0001-01-01T00:00:00.0000000Z")]
    [InlineData(long.MaxValue, long.MaxValue, "9999-12-31T23:59:59.9999999Z")]
    [InlineData(long.MinValue, long.MinValue, "0001-01-01T00:00:00.0000000Z")]
    public void Any_number_becomes_a_time(long seconds, long nanoseconds, string time)
    {
        var made = FileTime.FromUnix(seconds, nanoseconds);
        Assert.Equal(time, made.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Utc, made.Kind);
    }

    [Fact]
    public void What_changed_within_a_step_of_the_file_systems_clock_before_the_scan_is_too_recent()
    {
        Assert.True(FileTime.IsTooRecent(Noon, Noon.AddSeconds(1.9))); // whole seconds may be FAT's, two at a time
        Assert.False(FileTime.IsTooRecent(Noon, Noon.AddSeconds(2)));
        var fine = Noon.AddTicks(1);
        Assert.True(FileTime.IsTooRecent(fine, fine.AddMilliseconds(49)));
        Assert.False(FileTime.IsTooRecent(fine, fine.AddMilliseconds(50)));
        Assert.True(FileTime.IsTooRecent(fine.AddYears(5000), fine));
        Assert.False(FileTime.IsTooRecent(DateTime.MinValue, fine));
    }
}
