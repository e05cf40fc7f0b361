using Likeness.Imaging;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Onnx.Networks;

/// <summary>A network's file, looked at before ONNX Runtime gets it: that it is there, whole, and has its weights beside it.</summary>
internal sealed class NetworkFile
{
    private readonly Dictionary<string, string> weights = new(StringComparer.Ordinal);

    private NetworkFile(string path, long bytes) => (Path, Bytes) = (path, bytes);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Opens a network's file and looks through it.</summary>
    /// <exception cref="UnusableInputException">It is missing, damaged, no network, or lacks the files of its weights.</exception>
    public static NetworkFile Open(string file)
    {
        var path = System.IO.Path.GetFullPath(file);
        if (Directory.Exists(path)) throw new UnusableInputException($"The network {path} is a folder; give the .onnx file in it.");
        try
        {
            // That others read it, or replace it by another of its name, does no harm.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var network = new NetworkFile(path, RandomAccess.GetLength(handle));
            if (network.Bytes == 0) throw new UnusableInputException($"The network {path} is empty. Copy or download it again.");
            if (network.Bytes > int.MaxValue)
            {
                throw new UnusableInputException(
                    $"The network {path} has {network.Bytes} bytes; an ONNX file holds at most {int.MaxValue}, and larger networks keep their weights in files beside it. Export it again like that.");
            }

            network.Look(handle);
            return network;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableInputException($"There is no network at {path}. Give the path of an .onnx file.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure);
        }
    }

    /// <summary>What its files contain.</summary>
    /// <exception cref="UnusableInputException">One cannot be read.</exception>
    public NetworkDigest ComputeDigest() => NetworkDigest.Of(Path, weights);

    internal static UnusableInputException Unreadable(string path, Exception failure) =>
        new($"The network's file {path} cannot be read: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Make it readable, or give another.", failure);

    private void Look(SafeFileHandle file)
    {
        var pointer = "version https://git-lfs"u8;
        var start = new byte[pointer.Length];
        if (RandomAccess.Read(file, start, 0) == start.Length && pointer.SequenceEqual(start))
            throw new UnusableInputException($"The file {Path} is a pointer of Git LFS that stands for a network; fetch the network itself (git lfs pull) and give that.");
        NetworkMessage message;
        try
        {
            message = NetworkMessage.Read(file);
        }
        catch (EndOfStreamException)
        {
            throw new UnusableInputException($"The network {Path} is cut off: it ends after {Bytes} bytes in the middle of a part. Copy or download it again.");
        }
        catch (InvalidDataException wrong)
        {
            throw new UnusableInputException($"The file {Path} ({Bytes} bytes) is no ONNX network: {wrong.Message}. Give an .onnx file, as PyTorch, Keras and others export it.", wrong);
        }

        foreach (var (name, least) in message.Weights) weights[name] = Find(name, least);
    }

    private string Find(string name, long least)
    {
        var shown = Printable.Line(name);
        if (name.Contains('\0', StringComparison.Ordinal)) throw new UnusableInputException($"The network {Path} has its weights in '{shown}', which no file can be called. Copy it again, or export it again.");
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var file = System.IO.Path.GetFullPath(System.IO.Path.Join(folder, name));
        if (System.IO.Path.IsPathRooted(name) || System.IO.Path.GetRelativePath(folder, file).StartsWith("..", StringComparison.Ordinal))
            throw new UnusableInputException($"The network {Path} has its weights in '{shown}', which is not below its own folder, where weights have to lie. Export it again with its weights beside it.");
        var info = new FileInfo(file);
        if (!info.Exists)
            throw new UnusableInputException($"The network {Path} has weights in a file of their own, {shown}, which is missing: there is no {Printable.Line(file)}. Put it there (it comes with the network).");
        if (info.Length < least)
            throw new UnusableInputException($"The weights {Printable.Line(file)} of the network {Path} are cut off: there are {info.Length} bytes, and the network needs {least} of them. Copy or download them again.");
        return file;
    }
}
