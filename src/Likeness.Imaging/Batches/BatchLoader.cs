using Likeness.Imaging.Grey;

namespace Likeness.Imaging.Batches;

/// <summary>
/// Feeds pictures to training: float32 NHWC in [0, 1], in colour or grey, shuffled and mirrored by seed and epoch alone. A thread of its own prepares the
/// next batches, as bytes in a few reused buffers, while one is consumed. To be used from one thread at a time.
/// <para>A picture that goes away meanwhile, or becomes one that cannot be used, ends the epoch; or, with <see cref="BatchOptions.LeaveOutLost"/>, is left out from then on
/// (<see cref="PictureCache.Lost"/>): its batch has one picture fewer, and all others are what they would have been.</para>
/// </summary>
/// <example>
/// <code>
/// using var loader = new BatchLoader(cache, trainingIndexes, new BatchOptions { BatchSize = 32, Flip = true });
/// float[] batch = new float[loader.BatchFloats];
/// for (int epoch = 0; epoch &lt; epochs; epoch++)
/// {
///     loader.BeginEpoch(epoch);
///     for (int count; (count = loader.Read(batch)) &gt; 0;)
///         trainer.Step(batch, count);
/// }
/// </code>
/// </example>
public sealed class BatchLoader : IDisposable
{
    /// <summary>The place of a picture that was there when the order was first drawn and is gone.</summary>
    public const int Gone = -1;

    /// <summary>So many pictures in a row are not lost one by one: something that holds them all is away.</summary>
    private const int MostLostInARow = 32;

    private readonly PictureCache cache;
    private readonly BatchOptions options;
    private readonly EpochPlan plan;
    private readonly BatchQueue queue;
    private readonly int pictureBytes;
    private readonly byte[] colours;
    private Thread? producer;
    private int lostInARow;
    private bool ended = true;
    private bool disposed;

    /// <summary>A loader over some pictures of a cache.</summary>
    /// <param name="cache">The pictures.</param>
    /// <param name="pictures">Indexes into <see cref="PictureCache.Pictures"/>, at least one, or <see cref="Gone"/>; copied.</param>
    /// <param name="options">Batch size, order and mirroring.</param>
    /// <exception cref="WrongSettingsException">A setting or an index is out of range, or there are no pictures.</exception>
    public BatchLoader(PictureCache cache, ReadOnlySpan<int> pictures, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (pictures.IsEmpty)
            throw new WrongSettingsException("a loader needs at least one picture, and none was given");
        foreach (var picture in pictures)
        {
            if (picture != Gone && (uint)picture >= (uint)cache.Pictures.Count)
                throw new WrongSettingsException($"picture {picture} was asked for, but the cache has pictures 0 to {cache.Pictures.Count - 1}");
        }
        this.cache = cache;
        // Room for a batch that can be full: a small set with a large batch size takes no more than it needs.
        this.options = options with { BatchSize = Math.Min(options.BatchSize, pictures.Length) };
        pictureBytes = options.Grey ? cache.PictureBytes / Pixels.Channels : cache.PictureBytes;
        colours = options.Grey ? new byte[cache.PictureBytes] : [];
        if ((long)this.options.BatchSize * pictureBytes > Array.MaxLength)
            throw new WrongSettingsException($"a batch of {this.options.BatchSize} pictures of {cache.Height}×{cache.Width} does not fit into memory; lower the batch size");
        plan = new EpochPlan(pictures);
        queue = new BatchQueue(options.PreparedBatches, this.options.BatchSize * pictureBytes);
    }

    /// <summary>Pictures per epoch.</summary>
    public int PictureCount => plan.Count;

    /// <summary>Batches per epoch.</summary>
    public int BatchCount => (plan.Count + options.BatchSize - 1) / options.BatchSize;

    /// <summary>Floats of a full batch: batch size (at most <see cref="PictureCount"/>) × height × width × 3, or × 1 of grey pictures.</summary>
    public int BatchFloats => options.BatchSize * pictureBytes;

    /// <summary>Starts an epoch; one that is not read to its end is left.</summary>
    /// <param name="epoch">Its number, which with the seed decides order and mirroring.</param>
    /// <param name="firstBatch">The first batch of it that is wanted, from 0; those before it are not prepared.</param>
    public void BeginEpoch(int epoch, int firstBatch = 0)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        Stop();
        plan.Draw(options, epoch);
        queue.Reset();
        ended = false;
        producer = new Thread(() => Produce(firstBatch)) { IsBackground = true, Name = "Likeness batches" };
        producer.Start();
    }

    /// <summary>Takes the next batch.</summary>
    /// <param name="batch">Receives count × height × width × 3 numbers, or × 1 of grey pictures; at least <see cref="BatchFloats"/> long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The count of pictures, or 0 when the epoch is over (or none was begun).</returns>
    /// <exception cref="UnusableInputException">A picture that was not kept in memory has vanished or changed meanwhile; where lost ones are left out, so many in a row that what holds them is away.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public int Read(Span<float> batch, CancellationToken cancellationToken = default)
    {
        if (batch.Length < BatchFloats)
            throw new WrongSettingsException($"a batch has up to {BatchFloats} numbers, but there is room for {batch.Length}");
        if (ended)
            return 0;
        var prepared = queue.TakeFull(cancellationToken);
        if (prepared.Failure is { } failure)
        {
            ended = true;
            failure.Throw();
        }
        var count = prepared.Count;
        ended = count == 0;
        ByteScaling.ToUnitInterval(prepared.Pictures.AsSpan(0, count * pictureBytes), batch);
        queue.GiveBack();
        return count;
    }

    /// <summary>Stops the preparing thread and waits for it.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Stop();
        queue.Dispose();
    }

    private void Stop()
    {
        queue.Cancel();
        producer?.Join();
        producer = null;
        ended = true;
    }

    private void Produce(int firstBatch)
    {
        try
        {
            using var reader = cache.CreateReader();
            PreparedBatch? batch = null;
            for (var at = (long)firstBatch * options.BatchSize; at < plan.Count; at += options.BatchSize)
            {
                batch ??= queue.TakeEmpty();
                batch.Count = 0;
                var end = (int)Math.Min(at + options.BatchSize, plan.Count);
                for (var place = (int)at; place < end; place++)
                {
                    if (Prepare(place, reader, batch.Pictures.AsSpan(batch.Count * pictureBytes, pictureBytes)))
                        batch.Count++;
                }
                if (batch.Count == 0)
                    continue; // an empty one would be the epoch's end
                queue.Pass();
                batch = null;
            }
            (batch ?? queue.TakeEmpty()).Count = 0;
            queue.Pass();
        }
        catch (OperationCanceledException)
        {
            return; // the epoch was left: nobody reads on
        }
        catch (Exception failure)
        {
            // On this thread it would end the program; it belongs to whoever reads.
            queue.Fail(failure);
        }
    }

    private bool Prepare(int place, Decoding.PictureReader reader, Span<byte> picture)
    {
        queue.ThrowIfCancelled();
        var index = plan.Order[place];
        if (index == Gone)
            return false;
        var pixels = options.Grey ? colours : picture;
        if (!options.LeaveOutLost)
            cache.Read(index, reader, pixels);
        else if (cache.IsLost(index))
            return false;
        else if (!cache.TryRead(index, reader, pixels))
            return Lose(index);
        lostInARow = 0;
        if (options.Grey)
            Luma.Of(colours, picture);
        if (plan.Flips[place])
            Mirroring.Horizontally(picture, cache.Width, options.Grey);
        return true;
    }

    private bool Lose(int index) => ++lostInARow < MostLostInARow
        ? false
        : throw new UnusableInputException(
            $"{lostInARow} pictures in a row cannot be read any more, the last of them {Printable.Line(cache.Pictures[index].File.FullPath)}. See whether their folder or drive is still there.");
}
