namespace Likeness.Cli.Output;

/// <summary>
/// A standard stream of the process. What cannot be written to standard error has nobody to be told to, and must not end the work; what
/// cannot be written to standard output is the result, and is said by that name. A reader that went away is no failure: the runtime passes over it.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="isForResults">Whether it is standard output.</param>
internal sealed class StandardStream(Stream stream, bool isForResults) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Try(() => stream.Write(buffer, offset, count));

    public override void Flush() => Try(stream.Flush);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (isForResults) throw new IOException($"the result cannot be written to standard output: {failure.Message.TrimEnd('.')}", failure);
        }
    }
}
