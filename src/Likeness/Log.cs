using Microsoft.Extensions.Logging;

namespace Likeness;

/// <summary>What a library tells a program's log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Indexed {Library}: {Added} added, {Updated} updated, {Removed} removed, {Skipped} skipped, {Seconds:0.0} s")]
    public static partial void Indexed(ILogger logger, string library, int added, int updated, int removed, int skipped, double seconds);

    [LoggerMessage(2, LogLevel.Information, "Trained the model of {Library} on {Pictures} pictures, {Epochs} epochs")]
    public static partial void Trained(ILogger logger, string library, int pictures, int epochs);

    [LoggerMessage(3, LogLevel.Debug, "Searched for {Query}: {Hits} hits, {Milliseconds:0.0} ms")]
    public static partial void Searched(ILogger logger, string query, int hits, double milliseconds);
}
