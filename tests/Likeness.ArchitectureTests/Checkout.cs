using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Likeness.ArchitectureTests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The projects under src, by name.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file)!, StringComparer.Ordinal);

    /// <summary>Every C# file under src that somebody wrote.</summary>
    public static IEnumerable<string> Sources { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .ToList();

    /// <summary>The projects that a project refers to in its project file.</summary>
    public static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(Projects[project]).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    /// <summary>The packages that a project refers to in its project file.</summary>
    public static IEnumerable<string> PackagesOf(string project) =>
        XDocument.Load(Projects[project]).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

    /// <summary>
    /// Which package each assembly comes from that the compiler may see in a project, as the last restore has it; assemblies of other projects are not among them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> PackageOfAssembly(string project)
    {
        var assets = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Projects[project])!, "obj", "project.assets.json")))!;
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (library, parts) in assets["targets"]!["net10.0"]!.AsObject())
        {
            if (parts!["type"]!.GetValue<string>() != "package" || parts["compile"] is not JsonObject files) continue;
            foreach (var (file, _) in files)
                if (file.EndsWith(".dll", StringComparison.Ordinal))
                    owners[Path.GetFileNameWithoutExtension(file)] = library.Split('/')[0];
        }

        return owners;
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Likeness.slnx")))
                return folder;
        throw new InvalidOperationException($"no Likeness.slnx in {AppContext.BaseDirectory} or above it; run these tests inside the checkout");
    }
}
