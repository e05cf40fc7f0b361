using System.Runtime.InteropServices;

namespace Likeness.Search.Selection;

/// <summary>A vector that may be among the nearest. Ordered by distance, then by id, so that every order of arrival gives the same result.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(float Distance, long Id) : IComparable<Candidate>
{
    public int CompareTo(Candidate other)
    {
        var byDistance = Distance.CompareTo(other.Distance);
        return byDistance != 0 ? byDistance : Id.CompareTo(other.Id);
    }

    public bool IsNearerThan(Candidate other) => Distance < other.Distance || (Distance == other.Distance && Id < other.Id);
}
