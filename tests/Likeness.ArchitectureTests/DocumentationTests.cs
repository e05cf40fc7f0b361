using System.Reflection;
using System.Xml.Linq;

namespace Likeness.ArchitectureTests;

/// <summary>Everything public says what it is.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Projects => [.. Checkout.Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_public_type_has_a_summary(string project)
    {
        var assembly = Assembly.Load(project);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary")?.Value.Trim().Length > 0 || member.Element("inheritdoc") is not null)
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        var silent = assembly.GetExportedTypes().Where(
            type => !documented.Contains("T:" + type.FullName!.Replace('+', '.'))).Select(type => type.FullName);
        Assert.Empty(silent);
    }
}
