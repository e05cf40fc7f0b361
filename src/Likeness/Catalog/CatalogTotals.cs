namespace Likeness.Catalog;

/// <summary>How much a catalog holds.</summary>
/// <param name="Pictures">Files.</param>
/// <param name="Contents">Different contents among them.</param>
/// <param name="Rejected">Files remembered as unusable.</param>
public sealed record CatalogTotals(long Pictures, long Contents, long Rejected);
