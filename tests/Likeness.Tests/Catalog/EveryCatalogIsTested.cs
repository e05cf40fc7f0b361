using Likeness.Catalog;
using Likeness.Testing.Catalogs;

namespace Likeness.Tests.Catalog;

public sealed class EveryCatalogIsTested
{
    [Fact]
    public void Every_catalog_has_a_conformance_suite_named_after_it()
    {
        var suites = typeof(EveryCatalogIsTested).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CatalogConformance))).Select(type => type.Name).ToHashSet();
        var catalogs = typeof(ICatalog).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(ICatalog))).ToArray();
        Assert.NotEmpty(catalogs);
        Assert.All(catalogs, catalog => Assert.Contains(catalog.Name + "Tests", suites));
    }
}
