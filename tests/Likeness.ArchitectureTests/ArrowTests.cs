using System.Reflection;
using System.Xml.Linq;

namespace Likeness.ArchitectureTests;

/// <summary>Which project may know which, as docs/architecture.md draws it.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new(StringComparer.Ordinal)
    {
        ["Likeness.Numerics"] = ([], ["System.Numerics.Tensors"]),
        ["Likeness.Neural"] = (["Likeness.Numerics"], ["System.Numerics.Tensors"]),
        ["Likeness.Imaging"] = (
            ["Likeness.Numerics"],
            ["NetVips", "NetVips.Native.linux-x64", "NetVips.Native.linux-arm64", "NetVips.Native.osx-arm64", "NetVips.Native.win-x64"]),
        ["Likeness.Search"] = (["Likeness.Numerics"], ["System.Numerics.Tensors"]),
        ["Likeness"] = (
            ["Likeness.Numerics", "Likeness.Neural", "Likeness.Imaging", "Likeness.Search"],
            ["System.Numerics.Tensors", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core", "Microsoft.Extensions.AI.Abstractions",
                "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "MathNet.Numerics", "CsvHelper"]),
        ["Likeness.Onnx"] = (["Likeness"], ["System.Numerics.Tensors", "Google.Protobuf", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Managed"]),
        ["Likeness.Cli"] = (["Likeness", "Likeness.Onnx"], ["System.Numerics.Tensors", "System.CommandLine", "Spectre.Console", "CsvHelper"]),
    };

    public static TheoryData<string> Projects => [.. Checkout.Projects.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_project_is_drawn_and_every_drawn_project_is_there() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Checkout.Projects.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = XDocument.Load(Path.Combine(Checkout.Root, "Likeness.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        var found = new[] { "src", "tests", "benchmarks" }
            .Select(folder => Path.Combine(Checkout.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'));
        Assert.Equal(found.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_refers_only_to_what_the_project_may_know(string project)
    {
        Assert.Empty(Checkout.ReferencesOf(project).Except(Allowed[project].Projects, StringComparer.Ordinal));
        Assert.Empty(Checkout.PackagesOf(project).Except(Allowed[project].Packages, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_compiled_project_uses_only_what_the_project_may_know(string project)
    {
        // The compiler lists the assemblies whose types are used, also those that came along through another project.
        var used = Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!).Where(Allowed.ContainsKey);
        Assert.Empty(used.Except(Below(project), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_assembly_that_a_compiled_project_uses_comes_from_a_package_that_it_names_itself(string project)
    {
        // A package that only comes along has whatever version the package source offers on the day: a program outside this checkout may get another one than
        // the library was compiled against, and fail when it starts.
        var owners = Checkout.PackageOfAssembly(project);
        var named = Checkout.PackagesOf(project).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unnamed = Assembly.Load(project).GetReferencedAssemblies()
            .Where(used => owners.TryGetValue(used.Name!, out var package) && !named.Contains(package))
            .Select(used => $"{used.Name} {used.Version} of {owners[used.Name!]}");
        Assert.Empty(unnamed);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_assembly_that_a_compiled_project_uses_is_known_by_its_origin(string project)
    {
        var owners = Checkout.PackageOfAssembly(project);
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var unknown = Assembly.Load(project).GetReferencedAssemblies().Select(used => used.Name!)
            .Where(name => !owners.ContainsKey(name) && !Checkout.Projects.ContainsKey(name) && !File.Exists(Path.Combine(framework, name + ".dll")));
        Assert.Empty(unknown);
    }

    /// <summary>What lies below a project, at any depth: the types of a project that it may know are made of what that one knows.</summary>
    private static IEnumerable<string> Below(string project) =>
        Allowed[project].Projects.SelectMany(known => Below(known).Append(known)).Distinct(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_tests_of_its_own(string project)
    {
        var name = project + ".Tests";
        Assert.True(File.Exists(Path.Combine(Checkout.Root, "tests", name, name + ".csproj")), $"tests/{name} is missing");
    }
}
