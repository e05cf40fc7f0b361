namespace Likeness.Imaging.Batches;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public sealed record BatchOptions
{
    /// <summary>Pictures per batch, at least 1; the last batch of an epoch may be smaller.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What the order and the mirroring depend on, together with the number of the epoch, and on nothing else.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Whether each epoch has an order of its own; the order of the list otherwise.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether each picture is mirrored left to right with probability ½, drawn anew each epoch.</summary>
    public bool Flip { get; init; }

    /// <summary>Whether pictures are made grey (<see cref="Grey.Luma"/>): one number a pixel instead of three.</summary>
    public bool Grey { get; init; }

    /// <summary>Whether a picture that goes away meanwhile is left out from then on; it ends the epoch otherwise.</summary>
    public bool LeaveOutLost { get; init; }

    /// <summary>Batches that are prepared ahead, at least 1; 3 unless set.</summary>
    public int PreparedBatches { get; init; } = 3;

    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    internal void Check()
    {
        if (BatchSize < 1)
            throw new WrongSettingsException($"a batch has at least 1 picture, not {BatchSize}");
        if (PreparedBatches < 1)
            throw new WrongSettingsException($"at least 1 batch is prepared ahead, not {PreparedBatches}");
    }
}
