using Likeness.Tests.Fakes;

namespace Likeness.Tests;

/// <summary>
/// What tests run as a process of its own, to be killed or to stand in the way: <c>index LIBRARY PICTURES</c> indexes slowly and
/// says "batch" at every batch; <c>lock LIBRARY</c> holds the lock and says "locked".
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["index", var library, var pictures]:
                using (var descriptor = new FakeDescriptor { BeforeBatch = () => { Console.WriteLine("batch"); Thread.Sleep(30); } })
                {
                    await using var opened = Open(library);
                    await opened.IndexAsync([pictures], [descriptor], new Likeness.IndexSettings { BatchSize = 4 });
                }

                return 0;
            case ["lock", var library]:
                using (Open(library).Lock())
                {
                    Console.WriteLine("locked");
                    Thread.Sleep(Timeout.Infinite);
                }
                return 0;
            default:
                Console.Error.WriteLine("expected: index LIBRARY PICTURES, or lock LIBRARY");
                return 2;
        }
    }

    private static ImageLibrary Open(string library) => ImageLibrary.Create(library, new LibraryOptions { Source = new FakeSource() });
}
