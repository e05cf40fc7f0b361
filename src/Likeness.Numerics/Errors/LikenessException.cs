namespace Likeness;

/// <summary>
/// A failure that a person can mend: its message says what was found, what was expected and what to do.
/// The three kinds below are what callers tell apart; programs show the message alone, never a stack trace.
/// </summary>
public abstract class LikenessException : Exception
{
    private protected LikenessException(string message, Exception? cause) : base(message, cause) { }
}

/// <summary>The input cannot be used: no such folder, no pictures in it, a file that is no picture.</summary>
public class UnusableInputException(string message, Exception? cause = null) : LikenessException(message, cause)
{
    /// <summary>
    /// Whether the machine is at fault rather than the input (no memory, too many open files), so that the same input may be usable at
    /// another time. Such a failure is not to be remembered.
    /// </summary>
    public bool MayPass { get; init; }
}

/// <summary>
/// What is needed is in use by another process, and can be used when that is done: the same call may then succeed as it is.
/// </summary>
public sealed class LibraryBusyException(string message, Exception? cause = null) : UnusableInputException(message, cause);

/// <summary>A library or a model file is damaged, or was made by another model or version than it is used with.</summary>
public sealed class DamagedDataException(string message, Exception? cause = null) : LikenessException(message, cause);

/// <summary>A setting has a value outside its range, or settings contradict each other.</summary>
public class WrongSettingsException(string message, Exception? cause = null) : LikenessException(message, cause);
