namespace Likeness.Imaging.Vips;

/// <summary>
/// Pairs failures with their messages. libvips collects messages of all threads in one log, so work that failed is run a second
/// time with every other thread held back: then what the log says belongs to it.
/// </summary>
internal static class VipsErrors
{
    private static readonly ReaderWriterLockSlim Gate = new();

    /// <summary>Runs work, and once more alone if it fails.</summary>
    /// <param name="work">Can be run twice.</param>
    /// <param name="fail">Makes the exception to throw from libvips's message.</param>
    public static T Run<T>(Func<T> work, Func<string, Exception> fail) =>
        TryBesideOthers(work, out var result) ? result! : RunAlone(work, fail);

    private static bool TryBesideOthers<T>(Func<T> work, out T? result)
    {
        Gate.EnterReadLock();
        try
        {
            result = work();
            return true;
        }
        catch (VipsException)
        {
            result = default;
            return false;
        }
        finally
        {
            Gate.ExitReadLock();
        }
    }

    private static T RunAlone<T>(Func<T> work, Func<string, Exception> fail)
    {
        Gate.EnterWriteLock();
        try
        {
            VipsNative.ClearErrors();
            return work();
        }
        catch (VipsException failure)
        {
            throw fail($"{failure.Message}: {VipsLibrary.TakeErrors()}");
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }
}
