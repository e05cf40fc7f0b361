namespace Likeness.Training;

/// <summary>A training was cancelled; the message says what of it is kept, and where.</summary>
public sealed class TrainingCancelledException : OperationCanceledException
{
    /// <summary>Says what is kept.</summary>
    /// <param name="message">How far it came, what is kept where, and what to do.</param>
    /// <param name="cause">What ended it.</param>
    public TrainingCancelledException(string message, OperationCanceledException cause) : base(message, cause, cause?.CancellationToken ?? default)
    {
    }
}
